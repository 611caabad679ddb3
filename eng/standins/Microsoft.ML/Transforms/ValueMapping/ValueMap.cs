using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Values, or vectors of them, by the values that they stand for.</summary>
internal abstract class ValueMap
{
    protected ValueMap(DataViewType keyType, DataViewType valueType, DataViewSchema.Annotations valueAnnotations)
    {
        KeyType = keyType;
        ValueType = valueType;
        ValueAnnotations = valueAnnotations;
    }

    public DataViewType KeyType { get; }

    public DataViewType ValueType { get; }

    /// <summary>What the column of the values says about itself, such as the names of keys.</summary>
    public DataViewSchema.Annotations ValueAnnotations { get; }

    /// <summary>The map that two columns of a data view make.</summary>
    public static ValueMap FromData(IDataView data, DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn)
    {
        ValueMap map = Create(keyColumn.Type, valueColumn.Type, valueColumn.Annotations);
        map.AddFrom(data, keyColumn, valueColumn);
        return map;
    }

    public static ValueMap Load(BinaryReader reader)
    {
        DataViewType keyType = ValueCodec.ReadType(reader);
        DataViewType valueType = ValueCodec.ReadType(reader);
        ValueMap map = Create(keyType, valueType, LoadKeyNames(reader));
        map.LoadPairs(reader);
        return map;
    }

    public void Save(BinaryWriter writer)
    {
        ValueCodec.WriteType(writer, KeyType);
        ValueCodec.WriteType(writer, ValueType);
        SaveKeyNames(writer);
        SavePairs(writer);
    }

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input);

    protected abstract void AddFrom(IDataView data, DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn);

    protected abstract void SavePairs(BinaryWriter writer);

    protected abstract void LoadPairs(BinaryReader reader);

    private static ValueMap Create(DataViewType keyType, DataViewType valueType, DataViewSchema.Annotations annotations)
    {
        return GenericCall.Invoke<ValueMap>(New<int, int>, [keyType.RawType, valueType.RawType], keyType, valueType, annotations);

        static ValueMap New<TKey, TValue>(DataViewType keyType, DataViewType valueType, DataViewSchema.Annotations annotations)
            where TKey : notnull => new ValueMap<TKey, TValue>(keyType, valueType, annotations);
    }

    private void SaveKeyNames(BinaryWriter writer)
    {
        var type = ValueAnnotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type as VectorDataViewType;
        writer.Write(type != null);
        if (type == null)
            return;
        ValueCodec.WriteType(writer, type);
        GenericCall.Invoke<object?>(SaveNames<int>, [type.ItemType.RawType], writer);
    }

    private object? SaveNames<T>(BinaryWriter writer)
    {
        VBuffer<T> names = default;
        ValueAnnotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref names);
        ValueCodec.WriteVector(writer, names);
        return null;
    }

    private static DataViewSchema.Annotations LoadKeyNames(BinaryReader reader)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (reader.ReadBoolean())
        {
            DataViewType type = ValueCodec.ReadType(reader);
            GenericCall.Invoke<object?>(AddNames<int>, [type.GetItemType().RawType], reader, builder, type);
        }

        return builder.ToAnnotations();

        static object? AddNames<T>(BinaryReader reader, DataViewSchema.Annotations.Builder builder, DataViewType type)
        {
            VBuffer<T> names = ValueCodec.ReadVector<T>(reader);
            builder.Add(AnnotationUtils.Kinds.KeyValues, type, (ref VBuffer<T> target) => names.CopyTo(ref target));
            return null;
        }
    }
}
