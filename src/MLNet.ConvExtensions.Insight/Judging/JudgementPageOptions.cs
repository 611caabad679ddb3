namespace MLNet.ConvExtensions;

/// <summary>What the page of a judgement shows.</summary>
public sealed record JudgementPageOptions
{
    /// <summary>The page's heading.</summary>
    public string Title { get; init; } = "How well does the model do?";

    /// <summary>The most photos in the page, 0 to 3000; a photo takes about 4 kB. The page says where it leaves some out.</summary>
    public int MostPhotos { get; init; } = 600;

    /// <summary>The most mistakes that are shown large, those that the model was surest of, 0 to 200.</summary>
    public int MostMistakes { get; init; } = 24;

    /// <summary>
    /// Draws what the model looked at, beside each mistake: from a photo's path and a class the bytes of a JPEG or PNG with the photo and
    /// the map over it, or null where there is none. <see cref="JudgementReport.MapsOf"/> makes it. Null for no maps. What it throws ends
    /// the writing.
    /// </summary>
    public Func<string, int, byte[]?>? MistakeMap { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Title);
        if (MostPhotos is < 0 or > 3000)
            throw Wrong(nameof(MostPhotos), MostPhotos, "0 to 3000");
        if (MostMistakes is < 0 or > 200)
            throw Wrong(nameof(MostMistakes), MostMistakes, "0 to 200");
    }

    private static ArgumentException Wrong(string name, int value, string allowed) =>
        new(FormattableString.Invariant($"{nameof(JudgementPageOptions)}.{name} is {value}; allowed: {allowed}."), name);
}
