using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes the input schema of a model, annotations included. Columns of types that aren't ML.NET's own are left out.</summary>
internal static class SchemaSerializer
{
    private const byte Version = 1;

    private static readonly MethodInfo OfScalar = Method(nameof(WriteScalar));
    private static readonly MethodInfo OfVector = Method(nameof(WriteVector));
    private static readonly MethodInfo ToScalar = Method(nameof(ReadScalar));
    private static readonly MethodInfo ToVector = Method(nameof(ReadVector));

    public static void Write(DataViewSchema schema, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Version);
        WriteColumns(schema, writer, column =>
        {
            WriteColumns(column.Annotations.Schema, writer, annotation =>
            {
                MethodInfo write = annotation.Type is VectorDataViewType ? OfVector : OfScalar;
                write.InvokeGeneric(annotation.Type.GetItemType().RawType, writer, column.Annotations, annotation);
            });
        });
    }

    public static DataViewSchema Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        Contracts.CheckDecode(reader.ReadByte() == Version, "The input schema of the model isn't one that this library wrote.");
        var schema = new DataViewSchema.Builder();
        ReadColumns(reader, (name, type) =>
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            ReadColumns(reader, (kind, annotationType) =>
            {
                MethodInfo read = annotationType is VectorDataViewType ? ToVector : ToScalar;
                annotations.Add(kind, annotationType, (Delegate)read.InvokeGeneric(annotationType.GetItemType().RawType, reader)!);
            });
            schema.AddColumn(name, type, annotations.ToAnnotations());
        });
        return schema.ToSchema();
    }

    private static void WriteColumns(DataViewSchema schema, BinaryWriter writer, Action<DataViewSchema.Column> writeRest)
    {
        DataViewSchema.Column[] columns = [.. schema.Where(column => ColumnTypeSerializer.CanWrite(column.Type))];
        writer.Write(columns.Length);
        foreach (DataViewSchema.Column column in columns)
        {
            writer.Write(column.Name);
            ColumnTypeSerializer.Write(writer, column.Type);
            writeRest(column);
        }
    }

    private static void ReadColumns(BinaryReader reader, Action<string, DataViewType> readRest)
    {
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
            readRest(reader.ReadString(), ColumnTypeSerializer.Read(reader));
    }

    private static void WriteScalar<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        T value = default!;
        annotations.GetGetter<T>(annotation)(ref value);
        ColumnTypeSerializer.WriteItem(writer, value!);
    }

    private static void WriteVector<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        VBuffer<T> value = default;
        annotations.GetGetter<VBuffer<T>>(annotation)(ref value);
        writer.Write(value.Length);
        foreach (T item in value.DenseValues())
            ColumnTypeSerializer.WriteItem(writer, item!);
    }

    private static ValueGetter<T> ReadScalar<T>(BinaryReader reader)
    {
        var stored = (T)ColumnTypeSerializer.ReadItem(reader, typeof(T));
        return (ref T value) => value = stored;
    }

    private static ValueGetter<VBuffer<T>> ReadVector<T>(BinaryReader reader)
    {
        var items = new T[reader.ReadInt32()];
        for (int i = 0; i < items.Length; i++)
            items[i] = (T)ColumnTypeSerializer.ReadItem(reader, typeof(T));
        var stored = new VBuffer<T>(items.Length, items);
        return (ref VBuffer<T> value) => stored.CopyTo(ref value);
    }

    private static MethodInfo Method(string name) => typeof(SchemaSerializer).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}
