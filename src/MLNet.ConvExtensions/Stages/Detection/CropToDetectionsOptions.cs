using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>What <see cref="CropToDetectionsEstimator"/> cuts out of a photo.</summary>
public sealed record CropToDetectionsOptions
{
    /// <summary>Width of the crop in pixels, that of the backbone behind; 1 to 4096.</summary>
    public int Width { get; init; } = 224;

    /// <summary>Height of the crop in pixels, that of the backbone behind; 1 to 4096.</summary>
    public int Height { get; init; } = 224;

    /// <summary>What is added on each side of the box, as a part of its width and height, 0 to 2.</summary>
    public double Margin { get; init; } = 0.1;

    /// <summary>
    /// Whether the shorter side is widened to the longer, as far as the photo reaches, so that the object keeps its shape and something of its
    /// surroundings is seen rather than padding.
    /// </summary>
    public bool IsSquare { get; init; } = true;

    /// <summary>The classes of the detector that count, such as 'animal'. If left out, all of them.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>What becomes of a photo in which nothing of these classes was found.</summary>
    public BlankPhotoHandling BlankPhotos { get; init; } = BlankPhotoHandling.WholePhoto;

    internal void Validate(IReadOnlyList<string> classes)
    {
        this.Require(Width is >= 1 and <= 4096, nameof(Width), Width, "1 to 4096");
        this.Require(Height is >= 1 and <= 4096, nameof(Height), Height, "1 to 4096");
        this.Require(Margin is >= 0 and <= 2, nameof(Margin), Margin, "0 to 2");
        this.Require(Enum.IsDefined(BlankPhotos), nameof(BlankPhotos), BlankPhotos, string.Join(", ", Enum.GetNames<BlankPhotoHandling>()));
        CheckLabels(this, Labels, nameof(Labels), classes);
    }

    /// <summary>Refuses labels that a detector doesn't know.</summary>
    internal static void CheckLabels(object options, IReadOnlyList<string>? labels, string name, IReadOnlyList<string> classes) =>
        options.Require(
            labels is null || (labels.Count > 0 && (classes.Count == 0 || labels.All(classes.Contains))),
            name,
            labels is null ? null : $"[{string.Join(", ", labels)}]",
            classes.Count == 0 ? "one or more of the detector's classes, or null" : $"some of {string.Join(", ", classes)}, or null"
        );
}
