namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>What a model says of an image of known label.</summary>
internal sealed record ImageResult
{
    public required string Image { get; init; }

    /// <summary>What is known of it: the class's name or the number, as it was written.</summary>
    public required string Label { get; init; }

    /// <summary>The class that the model predicts.</summary>
    public string? Predicted { get; init; }

    /// <summary>The place of the right class among all, the most probable first, from 1.</summary>
    public int? Rank { get; init; }

    /// <summary>The probability of true.</summary>
    public float? Probability { get; init; }

    /// <summary>The number that the model predicts.</summary>
    public float? Value { get; init; }

    /// <summary>Why the image could not be read.</summary>
    public string? Error { get; init; }

    public static ImageResult Of(JudgedImage image) =>
        new()
        {
            Image = image.Image,
            Label = image.Label,
            Predicted = image.Prediction.Label,
            Value = image.Prediction.Value,
            Error = image.Prediction.Error,
        };
}
