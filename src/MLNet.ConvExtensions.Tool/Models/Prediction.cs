namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>What an image shows, most probable first, or its number, or why that is not known.</summary>
internal sealed record Prediction
{
    public required string Image { get; init; }

    public IReadOnlyList<Category>? Categories { get; init; }

    /// <summary>The number that a regression predicts.</summary>
    public float? Value { get; init; }

    /// <summary>The numbers that a regression of several predicts.</summary>
    public IReadOnlyList<float>? Values { get; init; }

    /// <summary>The labels that a model of several at once predicts.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>
    /// Whether the model says no class: the image is unlike all of them, or none is probable enough. Null where it says one.
    /// </summary>
    public bool? Unknown { get; init; }

    /// <summary>How unlike all classes the image is, where the model tells.</summary>
    public float? UnknownScore { get; init; }

    /// <summary>The classes that hold the right one as often as the model was asked for, where it makes such sets.</summary>
    public IReadOnlyList<string>? PredictionSet { get; init; }

    /// <summary>The smallest taxon that is probable enough, where the model says taxa.</summary>
    public string? Taxon { get; init; }

    public float? TaxonProbability { get; init; }

    public string? Error { get; init; }

    /// <summary>What the library says of an image, with the most probable classes only.</summary>
    /// <param name="prediction">What it says.</param>
    /// <param name="image">The image's name.</param>
    /// <param name="top">How many classes.</param>
    /// <param name="isMultilabel">Whether an image may have several labels at once.</param>
    public static Prediction Of(ImagePrediction prediction, string image, int top, bool isMultilabel) =>
        new()
        {
            Image = image,
            Error = prediction.Error,
            Value = prediction.Value,
            Values = prediction.Values.Count > 0 ? prediction.Values : null,
            Labels = isMultilabel && prediction.Error is null ? prediction.Labels : null,
            Unknown = prediction.IsUnknown ? true : null,
            UnknownScore = prediction.UnknownScore,
            PredictionSet = prediction.PredictionSet,
            Taxon = prediction.Taxon,
            TaxonProbability = prediction.Taxon is null ? null : prediction.TaxonProbability,
            Categories = prediction is { Error: null, Value: null, Values.Count: 0 }
                ? [.. prediction.Classes.Take(top).Select(c => new Category(c.Index, c.Name, c.Probability))]
                : null,
        };

    internal sealed record Category(int Class, string Name, float Probability);
}
