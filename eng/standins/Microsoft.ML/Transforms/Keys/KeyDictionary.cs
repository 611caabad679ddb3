using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Values in the order of their keys, learned from a column.</summary>
internal abstract class KeyDictionary
{
    protected KeyDictionary(PrimitiveDataViewType itemType) => ItemType = itemType;

    public PrimitiveDataViewType ItemType { get; }

    public abstract int Count { get; }

    /// <summary>A key type of so many values; one even without any, as no key type has none.</summary>
    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    public static KeyDictionary Create(PrimitiveDataViewType itemType)
    {
        return GenericCall.Invoke<KeyDictionary>(New<int>, [itemType.RawType], itemType);

        static KeyDictionary New<T>(PrimitiveDataViewType itemType)
            where T : notnull => new KeyDictionary<T>(itemType);
    }

    public static KeyDictionary Load(BinaryReader reader)
    {
        KeyDictionary result = Create((PrimitiveDataViewType)ValueCodec.ReadType(reader));
        result.LoadValues(reader);
        return result;
    }

    public void Save(BinaryWriter writer)
    {
        ValueCodec.WriteType(writer, ItemType);
        SaveValues(writer);
    }

    public abstract void Sort();

    /// <summary>A function that adds the values of a cursor's current row, false once there are as many as allowed.</summary>
    public abstract Func<bool> MakeLearner(DataViewRow row, DataViewSchema.Column column, int maximumCount);

    public abstract Delegate MakeGetter(DataViewRow row, int column);

    /// <summary>Names the keys: after the values, or after the names that the values have where these are keys.</summary>
    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column input, bool asText);

    protected abstract void SaveValues(BinaryWriter writer);

    protected abstract void LoadValues(BinaryReader reader);
}
