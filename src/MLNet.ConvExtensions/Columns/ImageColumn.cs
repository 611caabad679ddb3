using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MLNet.ConvExtensions.Columns;

/// <summary>Tells the form in which a column holds images from its type, or says what is allowed.</summary>
internal static class ImageColumn
{
    /// <summary>The column of images of some data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this name.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name) ?? throw Missing(name, schema.Where(c => !c.IsHidden).Select(c => c.Name));

    /// <summary>The form in which a column of some data holds what a network takes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static ImageColumnKind KindOf(DataViewSchema schema, string name, NetworkShape input) =>
        KindOf(name, Find(schema, name).Type, [PixelShape.Of(input)]);

    /// <summary>Whether it is vectors whose channels lie side by side.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static bool IsInterleaved(DataViewSchema schema, string name, NetworkShape input) =>
        KindOf(schema, name, input) == ImageColumnKind.Interleaved;

    /// <inheritdoc cref="Check(SchemaShape, string, IReadOnlyList{PixelShape}, bool)"/>
    public static void Check(SchemaShape schema, string name, NetworkShape input) => Check(schema, name, [PixelShape.Of(input)]);

    /// <param name="column">The column's name.</param>
    /// <param name="type">The column's type.</param>
    /// <param name="pixelShapes">The shapes that a vector of pixels may have.</param>
    /// <param name="images">Whether images are taken beside vectors.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column of this type doesn't hold images.</exception>
    public static ImageColumnKind KindOf(string column, DataViewType type, IReadOnlyList<PixelShape> pixelShapes, bool images = true) =>
        type switch
        {
            TextDataViewType when images => ImageColumnKind.Path,
            ImageDataViewType when images => ImageColumnKind.Image,
            VectorDataViewType vector when images && vector.ItemType.RawType == typeof(byte) && vector.ItemType is NumberDataViewType =>
                ImageColumnKind.Encoded,
            VectorDataViewType vector when vector.ItemType == NumberDataViewType.Single && pixelShapes.Any(s => s.Length == vector.Size) =>
                pixelShapes.First(s => s.Length == vector.Size).KindOf(vector.Dimensions.AsSpan())
                    ?? throw WrongType(column, type.ToString()!, pixelShapes, images),
            _ => throw WrongType(column, type.ToString()!, pixelShapes, images),
        };

    /// <summary>
    /// Checks that the shape of a schema has the column, as far as a shape tells: a vector of floats is taken to be of the right size.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or doesn't hold images.</exception>
    public static void Check(SchemaShape schema, string name, IReadOnlyList<PixelShape> pixelShapes, bool images = true)
    {
        SchemaShape.Column? found = null;
        foreach (SchemaShape.Column column in schema)
        {
            if (column.Name == name)
                found = column;
        }

        if (found is not SchemaShape.Column image)
            throw Missing(name, schema.Select(c => c.Name));
        if (image.IsKey)
            throw WrongType(image.Name, $"Key of {image.ItemType}", pixelShapes, images);
        bool pixels = image.ItemType == NumberDataViewType.Single && image.Kind == SchemaShape.Column.VectorKind.Vector;
        DataViewType type =
            image.Kind == SchemaShape.Column.VectorKind.Scalar
                ? image.ItemType
                : new VectorDataViewType((PrimitiveDataViewType)image.ItemType, pixels ? pixelShapes[0].Length : 0);
        KindOf(image.Name, type, pixelShapes, images);
    }

    /// <summary>Whether a column of this form has vectors of floats.</summary>
    public static bool IsVector(this ImageColumnKind kind) => kind is ImageColumnKind.Pixels or ImageColumnKind.Interleaved;

    private static ArgumentOutOfRangeException WrongType(
        string column,
        string received,
        IReadOnlyList<PixelShape> pixelShapes,
        bool images
    ) =>
        new(
            nameof(ConvFeaturesOptions.InputColumnName),
            $"Column '{column}' has type {received}; allowed: "
                + (images ? "text (image paths), Vector<Byte> (encoded images), Image, or " : "")
                + string.Join(" or ", pixelShapes)
                + (images ? " (pixels)." : ", which the network takes as it is.")
                + (pixelShapes[0].Axes is { Length: > 0 } axes ? $" Where such a vector's type has axes, they are {axes}." : "")
        );

    private static ArgumentOutOfRangeException Missing(string column, IEnumerable<string> columns) =>
        new(nameof(ConvFeaturesOptions.InputColumnName), $"There is no column '{column}'; the columns are: {string.Join(", ", columns)}.");
}
