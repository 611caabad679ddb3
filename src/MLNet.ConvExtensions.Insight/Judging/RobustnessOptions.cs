namespace MLNet.ConvExtensions;

/// <summary>How it is measured how much photos may change before a model errs.</summary>
public sealed record RobustnessOptions
{
    /// <summary>The changes; all 13 by default.</summary>
    public IReadOnlyList<ImageCorruption> Corruptions { get; init; } = ImageCorruption.All;

    /// <summary>
    /// What a photo's shorter side is made smaller to before it is changed, 16 to 4096 pixels, so that noise and compression do the same to
    /// photos of all
    /// cameras; smaller photos stay as they are. For a network of more than 320 pixels take its own size.
    /// </summary>
    public int PhotoSide { get; init; } = 320;

    /// <summary>The most photos, 1 or more, which are drawn from all; null for all.</summary>
    public int? MostPhotos { get; init; }

    /// <summary>What directions, places, noise and photos are drawn from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many photos are changed at the same time, 1 or more; null for as many as there are processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>Is told how far it is; null for nobody.</summary>
    public IProgress<RobustnessProgress>? Progress { get; init; }

    /// <summary>How many predictions are made of each photo: one for each change and strength, and one of the photo itself.</summary>
    public int PredictionsPerPhoto => 1 + Corruptions.Sum(c => c.Strengths.Count);

    internal void Validate()
    {
        if (Corruptions is not { Count: > 0 })
            throw Wrong(nameof(Corruptions), "[]", "one or more");
        if (Corruptions.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Wrong(nameof(Corruptions), $"[{string.Join(", ", Corruptions.Select(c => c.Name))}]", $"'{twice.Key}' once");
        if (PhotoSide is < 16 or > 4096)
            throw Wrong(nameof(PhotoSide), $"{PhotoSide}", "16 to 4096");
        if (MostPhotos < 1)
            throw Wrong(nameof(MostPhotos), $"{MostPhotos}", "1 or more, or null");
        if (NumberOfThreads < 1)
            throw Wrong(nameof(NumberOfThreads), $"{NumberOfThreads}", "1 or more, or null");
    }

    private static ArgumentException Wrong(string name, string value, string allowed) =>
        new($"{nameof(RobustnessOptions)}.{name} is {value}; allowed: {allowed}.", name);
}
