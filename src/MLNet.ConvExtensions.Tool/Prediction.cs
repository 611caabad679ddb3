namespace MLNet.ConvExtensions.Tool;

/// <summary>What an image shows, most probable first, or why that is not known.</summary>
internal sealed record Prediction
{
    public required string Image { get; init; }

    public IReadOnlyList<Category>? Categories { get; init; }

    public string? Error { get; init; }

    internal sealed record Category(int Class, string Name, double Probability);
}
