using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>What a classifier sees of the objects that a detector found.</summary>
public sealed record DetectAndClassifyOptions
{
    /// <summary>What is added on each side of the box, as a part of its width and height, 0 to 2.</summary>
    public double Margin { get; init; } = 0.1;

    /// <summary>Whether the shorter side is widened to the longer, as far as the photo reaches.</summary>
    public bool IsSquare { get; init; } = true;

    /// <summary>
    /// The classes of the detector that are classified, such as 'animal': a person isn't asked for its species. If left out, all of them.
    /// </summary>
    public IReadOnlyList<string>? Labels { get; init; }

    internal void Validate(IReadOnlyList<string> classes)
    {
        this.Require(Margin is >= 0 and <= 2, nameof(Margin), Margin, "0 to 2");
        CropToDetectionsOptions.CheckLabels(this, Labels, nameof(Labels), classes);
    }
}
