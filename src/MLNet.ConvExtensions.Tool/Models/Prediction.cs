namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>What an image shows, most probable first, or its number, or why that is not known.</summary>
internal sealed record Prediction
{
    public required string Image { get; init; }

    public IReadOnlyList<Category>? Categories { get; init; }

    /// <summary>The number that a regression predicts.</summary>
    public float? Value { get; init; }

    public string? Error { get; init; }

    /// <summary>What the library says of an image, with the most probable classes only.</summary>
    public static Prediction Of(ImagePrediction prediction, string image, int top) =>
        new()
        {
            Image = image,
            Error = prediction.Error,
            Value = prediction.Value,
            Categories = prediction is { Error: null, Value: null }
                ? [.. prediction.Classes.Take(top).Select(c => new Category(c.Index, c.Name, c.Probability))]
                : null,
        };

    internal sealed record Category(int Class, string Name, float Probability);
}
