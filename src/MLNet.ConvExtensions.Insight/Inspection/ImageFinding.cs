namespace MLNet.ConvExtensions;

/// <summary>Something wrong, or doubtful, with a photo.</summary>
/// <param name="Image">The photo's place in <see cref="ImageInspection.Images"/>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Score">How strong the finding is, 0 to 1; comparable among findings of a kind.</param>
/// <param name="Reason">Why, in a short sentence.</param>
public sealed record ImageFinding(int Image, ImageFindingKind Kind, double Score, string Reason)
{
    /// <summary>The class that the photo more likely has; null where the finding says nothing of that.</summary>
    public string? SuggestedLabel { get; init; }

    /// <summary>The photo that it is a copy of, as a place in <see cref="ImageInspection.Images"/>; null for none.</summary>
    public int? Other { get; init; }
}
