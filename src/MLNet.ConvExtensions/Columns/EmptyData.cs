using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MLNet.ConvExtensions.Columns;

/// <summary>Data without rows, which fix the schema that stock stages are fitted to.</summary>
internal static class EmptyData
{
    /// <summary>Data without rows, with a column of images in this form.</summary>
    /// <param name="context">What to make them in.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="kind">The form.</param>
    /// <param name="type">The column's type, of which vectors of pixels have their length.</param>
    public static IDataView Of(MLContext context, string column, ImageColumnKind kind, DataViewType type)
    {
        switch (kind)
        {
            case ImageColumnKind.Path:
                return Rows<PathRow>(TextDataViewType.Instance);
            case ImageColumnKind.Encoded:
                return Rows<EncodedRow>(new VectorDataViewType(NumberDataViewType.Byte));
            case ImageColumnKind.Image:
                return Rows<ImageRow>(new ImageDataViewType(1, 1));
            default:
                return Rows<PixelsRow>(type);
        }

        IDataView Rows<TRow>(DataViewType rowType)
            where TRow : class
        {
            SchemaDefinition schema = SchemaDefinition.Create(typeof(TRow));
            SchemaDefinition.Column value = schema["Value"];
            value.ColumnName = column;
            value.ColumnType = rowType;
            return context.Data.LoadFromEnumerable(Array.Empty<TRow>(), schema);
        }
    }

    private sealed class PathRow
    {
        public string Value { get; set; } = "";
    }

    private sealed class EncodedRow
    {
        public byte[] Value { get; set; } = [];
    }

    private sealed class ImageRow
    {
        // An image column made from objects needs a size in ML.NET 5.0.0; the stages go by each image's own.
        [ImageType(1, 1)]
        public MLImage? Value { get; set; }
    }

    private sealed class PixelsRow
    {
        public float[] Value { get; set; } = [];
    }
}
