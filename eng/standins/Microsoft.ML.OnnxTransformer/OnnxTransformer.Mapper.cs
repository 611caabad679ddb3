using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

public sealed partial class OnnxTransformer
{
    private const string OutputSuffix = ".output";

    private sealed class Mapper : IRowMapper
    {
        private static readonly MethodInfo MakeGetterMethod =
            typeof(Mapper).GetMethod(nameof(MakeGetter), BindingFlags.Instance | BindingFlags.NonPublic)!;

        private readonly OnnxTransformer _parent;
        private readonly IHost _host;
        private readonly int[] _columns;
        private readonly int[][] _shapes;

        public Mapper(OnnxTransformer parent, DataViewSchema schema)
        {
            _parent = parent;
            _host = parent.Host.Register(nameof(Mapper));
            _columns = new int[parent.Inputs.Length];
            _shapes = new int[parent.Inputs.Length][];
            for (int i = 0; i < _columns.Length; i++)
            {
                OnnxVariable variable = parent.Model.GetInput(parent.Inputs[i]);
                _shapes[i] = RowShape(variable);
                DataViewSchema.Column column = schema.GetColumnOrNull(variable.Name)
                    ?? throw _host.ExceptSchemaMismatch("inputSchema", "input", variable.Name);
                CheckColumn(column, variable, _shapes[i]);
                _columns[i] = column.Index;
            }
        }

        public DataViewSchema.DetachedColumn[] GetOutputColumns() => [.. _parent.Outputs.Select(name =>
            new DataViewSchema.DetachedColumn(
                name.EndsWith(OutputSuffix, StringComparison.Ordinal) ? name.Replace(OutputSuffix, "", StringComparison.Ordinal) : name,
                _parent.Model.GetOutput(name).Type))];

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
        {
            bool any = Enumerable.Range(0, _parent.Outputs.Length).Any(activeOutput);
            return column => any && _columns.Contains(column);
        }

        public Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
        {
            string[] active = [.. _parent.Outputs.Where((_, i) => activeOutput(i))];
            if (active.Length == 0)
            {
                disposer = null;
                return new Delegate?[_parent.Outputs.Length];
            }

            var run = new RowRun(_parent.Model, input, _columns, _shapes, active);
            disposer = run.Dispose;
            return [.. _parent.Outputs.Select((name, i) => activeOutput(i) ? CreateGetter(run, name) : null)];
        }

        // One row is one run, so the first dimension is 1 where it is unknown; another unknown one is left as 0.
        private static int[] RowShape(OnnxVariable variable)
        {
            if (variable.Shape.Length == 0)
                return [1];
            int[] shape = [.. variable.Shape.Select((dimension, i) => dimension < 0 && i == 0 ? 1 : Math.Max(dimension, 0))];
            if (shape.Count(dimension => dimension == 0) > 1)
            {
                throw new ArgumentOutOfRangeException(
                    variable.Name, $"Only one dimension besides the first can be unknown, but the shape is [{string.Join(", ", variable.Shape)}].");
            }

            return shape;
        }

        private void CheckColumn(DataViewSchema.Column column, OnnxVariable variable, int[] shape)
        {
            DataViewType item = column.Type.GetItemType(), expected = variable.Type.GetItemType();
            bool isKeyOfType = item is KeyDataViewType && item.RawType == expected.RawType;
            if (!item.Equals(expected) && !isKeyOfType)
                throw _host.ExceptSchemaMismatch("inputSchema", "input", variable.Name, expected.ToString()!, column.Type.ToString()!);
            if (shape.Contains(0))
                return;
            int values = shape.Aggregate((product, dimension) => product * dimension);
            if (column.Type.GetValueCount() % values != 0)
            {
                throw _host.Except(
                    $"The input '{variable.Name}' has the shape [{string.Join(", ", shape)}], but the column has {column.Type.GetValueCount()} values.");
            }
        }

        private Delegate CreateGetter(RowRun run, string name)
        {
            if (_parent.Model.GetOutput(name).Type is not VectorDataViewType vector)
                throw _host.ExceptNotSupp($"The output '{name}' of the ONNX model is a scalar, which can't be read; let it have the shape [1].");
            if (vector.ItemType is TextDataViewType)
                return MakeTextGetter(run, name);
            return (Delegate)MakeGetterMethod.InvokeGeneric([vector.ItemType.RawType], this, run, name)!;
        }

        private ValueGetter<VBuffer<T>> MakeGetter<T>(RowRun run, string name) => (ref VBuffer<T> value) =>
        {
            DenseTensor<T> tensor = Tensor<T>(run, name);
            VBufferEditor<T> editor = VBufferEditor.Create(ref value, (int)tensor.Length);
            tensor.Buffer.Span.CopyTo(editor.Values);
            value = editor.Commit();
        };

        private ValueGetter<VBuffer<ReadOnlyMemory<char>>> MakeTextGetter(RowRun run, string name) => (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            DenseTensor<string> tensor = Tensor<string>(run, name);
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref value, (int)tensor.Length);
            for (int i = 0; i < editor.Values.Length; i++)
                editor.Values[i] = tensor.GetValue(i).AsMemory();
            value = editor.Commit();
        };

        private DenseTensor<T> Tensor<T>(RowRun run, string name) => run.Output(name).AsTensor<T>() as DenseTensor<T>
            ?? throw _host.Except($"The output '{name}' of the ONNX model isn't the tensor of {typeof(T)} that it is declared as.");
    }
}
