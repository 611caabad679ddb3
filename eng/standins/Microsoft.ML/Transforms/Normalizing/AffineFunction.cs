using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Takes an offset away and multiplies by a scale, slot by slot.</summary>
internal sealed class AffineFunction<T> : NormalizerFunction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _scale;
    private readonly T[]? _offset;

    /// <param name="offset">Null where all of it is zero: sparse vectors stay sparse then.</param>
    public AffineFunction(DataViewType type, T[] scale, T[]? offset)
        : base(type)
    {
        _scale = scale;
        _offset = offset;
    }

    public override NormalizingTransformer.NormalizerModelParametersBase Parameters => Type is VectorDataViewType
        ? new NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<T>>([.. _scale], [.. _offset ?? []])
        : new NormalizingTransformer.AffineNormalizerModelParameters<T>(_scale[0], _offset?[0] ?? T.Zero);

    public static AffineFunction<T> Create(DataViewType type, SlotStatistics<T> statistics, bool fixZero)
    {
        var scale = new T[statistics.Size];
        var offset = new T[statistics.Size];
        for (int i = 0; i < scale.Length; i++)
            (scale[i], offset[i]) = statistics.ScaleAndOffset(i);
        return new AffineFunction<T>(type, scale, fixZero || offset.All(T.IsZero) ? null : offset);
    }

    public override void Save(BinaryWriter writer)
    {
        ValueCodec.WriteType(writer, Type);
        writer.Write(false);
        ValueCodec.WriteVector(writer, new VBuffer<T>(_scale.Length, _scale));
        ValueCodec.WriteVector(writer, new VBuffer<T>(_offset?.Length ?? 0, _offset ?? []));
    }

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input)
    {
        if (input.Type is VectorDataViewType)
            return MakeVectorGetter(row.GetGetter<VBuffer<T>>(input), input.Name);
        var read = row.GetGetter<T>(input);
        T scale = _scale[0];
        T offset = _offset?[0] ?? T.Zero;
        return (ValueGetter<T>)((ref T target) =>
        {
            read(ref target);
            target = (target - offset) * scale;
        });
    }

    private ValueGetter<VBuffer<T>> MakeVectorGetter(ValueGetter<VBuffer<T>> read, string name)
    {
        VBuffer<T> source = default;
        var dense = new T[_scale.Length];
        return (ref VBuffer<T> target) =>
        {
            read(ref source);
            Contracts.Check(source.Length == _scale.Length, $"Column '{name}' was normalized with {_scale.Length} slots, but one of its rows has {source.Length}.");
            if (_offset == null && source.GetValues().Length < source.Length / 2)
            {
                ScaleSparse(source, ref target);
                return;
            }

            source.CopyTo(dense);
            if (_offset != null)
                TensorPrimitives.Subtract(dense, _offset, dense);
            TensorPrimitives.Multiply(dense, _scale, dense);
            Sparsity.Store(dense, ref target);
        };
    }

    private void ScaleSparse(in VBuffer<T> source, ref VBuffer<T> target)
    {
        ReadOnlySpan<T> values = source.GetValues();
        ReadOnlySpan<int> indices = source.GetIndices();
        VBufferEditor<T> editor = VBufferEditor.Create(ref target, source.Length, values.Length);
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            T value = values[i] * _scale[indices[i]];
            if (T.IsZero(value))
                continue;
            editor.Values[count] = value;
            editor.Indices[count++] = indices[i];
        }

        target = editor.CommitTruncated(count);
    }
}
