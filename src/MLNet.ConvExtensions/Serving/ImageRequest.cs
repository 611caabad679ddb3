using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Serving;

/// <summary>An image that is to be predicted, in the form in which it was given.</summary>
internal sealed class ImageRequest
{
    private ImageRequest(ImageColumnKind kind) => Kind = kind;

    public ImageColumnKind Kind { get; }

    /// <summary>The file, where that is the form.</summary>
    public string? Path { get; private init; }

    /// <summary>The file's contents, where that is the form.</summary>
    public ReadOnlyMemory<byte> Encoded { get; private init; }

    /// <summary>The image, where that is the form.</summary>
    public MLImage? Image { get; private init; }

    /// <summary>An image in a file, which is looked for from the current folder.</summary>
    public static ImageRequest Of(string path) => new(ImageColumnKind.Path) { Path = path };

    public static ImageRequest Of(ReadOnlyMemory<byte> encoded) => new(ImageColumnKind.Encoded) { Encoded = encoded };

    public static ImageRequest Of(MLImage image) => new(ImageColumnKind.Image) { Image = image };
}
