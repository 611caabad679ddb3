using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MLNet.ConvExtensions.Features;

/// <summary>The forms in which a column can hold images.</summary>
internal enum ImageColumnKind
{
    Path,
    Encoded,
    Image,
    Pixels,
}

/// <summary>Tells the form from a column's type, or says what is allowed.</summary>
internal static class ImageColumn
{
    public static ImageColumnKind KindOf(string column, DataViewType type, int pixelCount) => type switch
    {
        TextDataViewType => ImageColumnKind.Path,
        ImageDataViewType => ImageColumnKind.Image,
        VectorDataViewType vector when vector.ItemType.RawType == typeof(byte) && vector.ItemType is NumberDataViewType => ImageColumnKind.Encoded,
        VectorDataViewType vector when vector.ItemType == NumberDataViewType.Single && vector.Size == pixelCount => ImageColumnKind.Pixels,
        _ => throw WrongType(column, type.ToString()!, pixelCount),
    };

    public static ArgumentOutOfRangeException WrongType(string column, string received, int pixelCount) => new(
        nameof(ConvFeaturesOptions.InputColumnName),
        $"Column '{column}' has type {received}; allowed: text (image paths), Vector<Byte> (encoded images), Image, or Vector<Single, {pixelCount}> (pixels).");

    public static ArgumentOutOfRangeException Missing(string column, IEnumerable<string> columns) => new(
        nameof(ConvFeaturesOptions.InputColumnName),
        $"There is no column '{column}'; the columns are: {string.Join(", ", columns)}.");
}
