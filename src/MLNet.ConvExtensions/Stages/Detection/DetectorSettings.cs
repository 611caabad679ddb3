using System.Text.Json.Serialization;
using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>What is to be known of a detector beside its graph.</summary>
internal sealed record DetectorSettings
{
    public required DetectorLayout Layout { get; init; }

    /// <summary>The classes' names; none where the network suppresses overlaps itself and doesn't tell how many classes it has.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required bool KeepAspectRatio { get; init; }

    public required float Padding { get; init; }

    public static string Numbered(int index) => FormattableString.Invariant($"class {index}");

    /// <summary>Values of one image.</summary>
    [JsonIgnore]
    public int PixelCount => 3 * Width * Height;

    /// <summary>Where a photo lies in the input.</summary>
    public Letterbox Place(int photoWidth, int photoHeight) => Letterbox.Of(photoWidth, photoHeight, Width, Height, KeepAspectRatio);

    /// <summary>What brings photos into the input.</summary>
    public ImagePreprocessor CreatePreprocessor() =>
        new(
            new BackbonePreprocessing
            {
                Width = Width,
                Height = Height,
                CropFraction = 1,
            },
            PixelNormalisation.None,
            KeepAspectRatio ? ImageFit.Letterbox : ImageFit.Stretch,
            Padding
        );

    /// <summary>The name of a class, from 0.</summary>
    public string NameOf(int index) => ClassNames.Count == 0 ? Numbered(index) : ClassNames[index];
}
