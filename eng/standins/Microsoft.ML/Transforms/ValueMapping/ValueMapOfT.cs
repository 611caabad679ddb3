using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <typeparam name="TKey">How the column to map holds its values.</typeparam>
/// <typeparam name="TValue">How the mapped column holds its values, a <see cref="VBuffer{T}"/> for vectors.</typeparam>
internal sealed class ValueMap<TKey, TValue> : ValueMap
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _values = new(TextComparer.EqualityOf<TKey>());

    public ValueMap(DataViewType keyType, DataViewType valueType, DataViewSchema.Annotations valueAnnotations)
        : base(keyType, valueType, valueAnnotations)
    {
    }

    public void Add(TKey key, TValue value) => Contracts.Check(_values.TryAdd(key, value), $"The map has two values for '{key}'.");

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input)
    {
        ValueMapper<TValue, TValue> copy = MakeCopy();
        if (input.Type is VectorDataViewType)
            return MakeVectorGetter(row.GetGetter<VBuffer<TKey>>(input), copy);
        var read = row.GetGetter<TKey>(input);
        TKey key = default!;
        return (ValueGetter<TValue>)((ref TValue target) =>
        {
            read(ref key);
            Map(key, copy, ref target);
        });
    }

    protected override void AddFrom(IDataView data, DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn)
    {
        ValueMapper<TValue, TValue> copy = MakeCopy();
        using DataViewRowCursor cursor = data.GetRowCursor([keyColumn, valueColumn]);
        var readKey = cursor.GetGetter<TKey>(keyColumn);
        var readValue = cursor.GetGetter<TValue>(valueColumn);
        TKey key = default!;
        TValue read = default!;
        while (cursor.MoveNext())
        {
            readKey(ref key);
            readValue(ref read);
            TValue value = default!;
            copy(in read, ref value);
            Add(key, value);
        }
    }

    protected override void SavePairs(BinaryWriter writer)
    {
        var writeKey = ValueCodec.WriterOf<TKey>();
        Action<BinaryWriter, TValue> writeValue = ValueType is VectorDataViewType vector
            ? GenericCall.Invoke<Action<BinaryWriter, TValue>>(VectorWriter<int>, [vector.ItemType.RawType])
            : ValueCodec.WriterOf<TValue>();
        writer.Write(_values.Count);
        foreach ((TKey key, TValue value) in _values)
        {
            writeKey(writer, key);
            writeValue(writer, value);
        }

        static Delegate VectorWriter<T>() => (BinaryWriter writer, VBuffer<T> value) => ValueCodec.WriteVector(writer, value);
    }

    protected override void LoadPairs(BinaryReader reader)
    {
        var readKey = ValueCodec.ReaderOf<TKey>();
        Func<BinaryReader, TValue> readValue = ValueType is VectorDataViewType vector
            ? GenericCall.Invoke<Func<BinaryReader, TValue>>(VectorReader<int>, [vector.ItemType.RawType])
            : ValueCodec.ReaderOf<TValue>();
        for (int count = reader.ReadInt32(); count > 0; count--)
            Add(readKey(reader), readValue(reader));

        static Delegate VectorReader<T>() => (BinaryReader reader) => ValueCodec.ReadVector<T>(reader);
    }

    private ValueGetter<VBuffer<TValue>> MakeVectorGetter(ValueGetter<VBuffer<TKey>> read, ValueMapper<TValue, TValue> copy)
    {
        VBuffer<TKey> keys = default;
        return (ref VBuffer<TValue> target) =>
        {
            read(ref keys);
            ReadOnlySpan<TKey> values = keys.GetValues();
            VBufferEditor<TValue> editor = VBufferEditor.Create(ref target, keys.Length, values.Length);
            keys.GetIndices().CopyTo(editor.Indices);
            for (int i = 0; i < values.Length; i++)
                Map(values[i], copy, ref editor.Values[i]);
            target = editor.Commit();
        };
    }

    // What isn't in the map becomes zero, empty text or an empty vector.
    private void Map(TKey key, ValueMapper<TValue, TValue> copy, ref TValue target)
    {
        if (_values.TryGetValue(key, out TValue? value))
            copy(in value, ref target);
        else
            target = default!;
    }

    // The memory of a vector belongs to whoever reads it, so a vector of the map is never handed out itself.
    private ValueMapper<TValue, TValue> MakeCopy()
    {
        return ValueType is VectorDataViewType vector
            ? GenericCall.Invoke<ValueMapper<TValue, TValue>>(VectorCopy<int>, [vector.ItemType.RawType])
            : (in TValue source, ref TValue target) => target = source;

        static Delegate VectorCopy<T>() => (ValueMapper<VBuffer<T>, VBuffer<T>>)((in VBuffer<T> source, ref VBuffer<T> target) => source.CopyTo(ref target));
    }
}
