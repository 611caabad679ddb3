using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>What the transforms of images ask of their input columns.</summary>
internal static class ImageColumns
{
    public static SchemaShape.Column Check(IExceptionContext host, SchemaShape schema, string name)
    {
        if (!schema.TryFindColumn(name, out SchemaShape.Column column))
            throw host.ExceptSchemaMismatch("inputSchema", "input", name);
        if (column.ItemType is not ImageDataViewType || column.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw host.ExceptSchemaMismatch("inputSchema", "input", name, new ImageDataViewType().ToString(), column.GetTypeString());
        return column;
    }

    public static ImageDataViewType Check(IExceptionContext host, DataViewSchema.Column column) => column.Type as ImageDataViewType
        ?? throw host.ExceptSchemaMismatch("inputSchema", "input", column.Name, "image", column.Type.ToString()!);
}
