namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>What an image shows, most probable first, or why that is not known.</summary>
internal sealed record Prediction
{
    public required string Image { get; init; }

    public IReadOnlyList<Category>? Categories { get; init; }

    public string? Error { get; init; }

    /// <summary>The most probable classes.</summary>
    public static IReadOnlyList<Category> Best(double[] probabilities, Func<int, string> name, int top) =>
        [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(c => probabilities[c]).Take(top).Select(c => new Category(c, name(c), probabilities[c]))];

    internal sealed record Category(int Class, string Name, double Probability);
}
