namespace MLNet.ConvExtensions;

/// <summary>What <see cref="DetectAndClassify"/> says of a photo.</summary>
public sealed record ClassifiedImage
{
    /// <summary>The photo's file; null for an image in memory.</summary>
    public string? Image { get; init; }

    /// <summary>The objects, those of which the detector is most sure first.</summary>
    public IReadOnlyList<ClassifiedObject> Objects { get; init; } = [];

    /// <summary>Why there are no objects of a photo that could not be read; null if it could.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the photo could be read, and nothing was found in it.</summary>
    public bool IsBlank => Error is null && Objects.Count == 0;
}
