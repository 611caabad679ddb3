using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>What is put in the place of missing values: one value, or one for each slot.</summary>
internal abstract class Replacement
{
    protected Replacement(DataViewType type) => Type = type;

    public DataViewType Type { get; }

    public static Replacement Load(BinaryReader reader)
    {
        DataViewType type = ValueCodec.ReadType(reader);
        return type.GetItemType() == NumberDataViewType.Single ? Load<float>(reader, type) : Load<double>(reader, type);
    }

    public abstract void CheckInput(DataViewSchema.Column input);

    public abstract void Save(BinaryWriter writer);

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input);

    private static Replacement<T> Load<T>(BinaryReader reader, DataViewType type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(type, [.. ValueCodec.ReadVector<T>(reader).DenseValues()]);
}

internal sealed class Replacement<T> : Replacement
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _values;

    public Replacement(DataViewType type, T[] values)
        : base(type) =>
        _values = values;

    public override void CheckInput(DataViewSchema.Column input)
    {
        bool fits = input.Type.GetItemType().Equals(Type.GetItemType()) && (_values.Length == 1 || input.Type.GetVectorSize() == _values.Length);
        Contracts.CheckParam(fits, "inputSchema", $"Column '{input.Name}' of type '{input.Type}' doesn't fit what was learned from one of type '{Type}'.");
    }

    public override void Save(BinaryWriter writer)
    {
        ValueCodec.WriteType(writer, Type);
        ValueCodec.WriteVector(writer, new VBuffer<T>(_values.Length, _values));
    }

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input)
    {
        if (input.Type is VectorDataViewType)
            return MakeVectorGetter(row.GetGetter<VBuffer<T>>(input));
        var read = row.GetGetter<T>(input);
        return (ValueGetter<T>)((ref T target) =>
        {
            read(ref target);
            if (T.IsNaN(target))
                target = _values[0];
        });
    }

    private ValueGetter<VBuffer<T>> MakeVectorGetter(ValueGetter<VBuffer<T>> read)
    {
        VBuffer<T> source = default;
        return (ref VBuffer<T> target) =>
        {
            read(ref source);
            ReadOnlySpan<T> values = source.GetValues();
            VBufferEditor<T> editor = VBufferEditor.Create(ref target, source.Length, values.Length);
            source.GetIndices().CopyTo(editor.Indices);
            for (int i = 0; i < values.Length; i++)
            {
                int slot = source.IsDense ? i : source.GetIndices()[i];
                editor.Values[i] = T.IsNaN(values[i]) ? _values[_values.Length == 1 ? 0 : slot] : values[i];
            }

            target = editor.Commit();
        };
    }
}
