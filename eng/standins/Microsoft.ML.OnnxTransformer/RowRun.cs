using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Runs the network once for each row that a cursor stands on, and keeps the outputs for all getters.</summary>
internal sealed class RowRun : IDisposable
{
    private static readonly MethodInfo MakeVectorReaderMethod = Method(nameof(MakeVectorReader));
    private static readonly MethodInfo MakeScalarReaderMethod = Method(nameof(MakeScalarReader));

    private readonly OnnxModel _model;
    private readonly DataViewRow _row;
    private readonly Func<NamedOnnxValue>[] _readers;
    private readonly string[] _outputs;
    private long _position = -1;
    private IDisposableReadOnlyCollection<DisposableNamedOnnxValue>? _results;

    public RowRun(OnnxModel model, DataViewRow row, int[] columns, int[][] shapes, string[] outputs)
    {
        _model = model;
        _row = row;
        _outputs = outputs;
        _readers = [.. columns.Select((column, i) => MakeReader(row.Schema[column], shapes[i]))];
    }

    public NamedOnnxValue Output(string name)
    {
        if (_position != _row.Position)
        {
            NamedOnnxValue[] inputs = [.. _readers.Select(read => read())];
            _results?.Dispose();
            _results = null;
            _results = _model.Run(inputs, _outputs);
            _position = _row.Position;
        }

        return _results!.First(result => result.Name == name);
    }

    public void Dispose()
    {
        _results?.Dispose();
        _results = null;
    }

    private Func<NamedOnnxValue> MakeReader(DataViewSchema.Column column, int[] shape) => column.Type is VectorDataViewType vector
        ? (Func<NamedOnnxValue>)MakeVectorReaderMethod.InvokeGeneric([vector.ItemType.RawType], this, column, shape, vector.IsKnownSize)!
        : (Func<NamedOnnxValue>)MakeScalarReaderMethod.InvokeGeneric([column.Type.RawType], this, column)!;

    private Func<NamedOnnxValue> MakeVectorReader<T>(DataViewSchema.Column column, int[] shape, bool isKnownSize)
    {
        ValueGetter<VBuffer<T>> getter = _row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> buffer = default;
        int known = shape.Where(dimension => dimension > 0).Aggregate(1, (product, dimension) => product * dimension);
        int open = Array.IndexOf(shape, 0);
        return () =>
        {
            getter(ref buffer);
            var values = new T[buffer.Length];
            buffer.CopyTo(values);
            int[] dimensions = (int[])shape.Clone();
            if (!isKnownSize)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(open, column.Name);
                dimensions[open] = values.Length / known;
            }

            return CreateValue(column.Name, values, dimensions);
        };
    }

    private Func<NamedOnnxValue> MakeScalarReader<T>(DataViewSchema.Column column)
    {
        ValueGetter<T> getter = _row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            getter(ref value);
            return CreateValue<T>(column.Name, [value], [1, 1]);
        };
    }

    private static NamedOnnxValue CreateValue<T>(string name, T[] values, int[] dimensions) => values is ReadOnlyMemory<char>[] texts
        ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<string>(Array.ConvertAll(texts, text => text.ToString()), dimensions))
        : NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(values, dimensions));

    private static MethodInfo Method(string name) => typeof(RowRun).GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!;
}
