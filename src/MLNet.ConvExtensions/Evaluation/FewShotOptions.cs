using Microsoft.ML;
using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>Options of judging features by how well classes are told from a few rows of each.</summary>
public sealed record FewShotOptions
{
    /// <summary>Name of the column of labels, a key.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>Name of the column of features: a vector of <see cref="float"/> of known size.</summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>
    /// Name of a column that says what belongs together, such as a burst or an animal: no row is judged whose group was learned from. None if
    /// left out.
    /// </summary>
    public string? GroupColumnName { get; init; }

    /// <summary>The rows of each class that are learned from (k), 1 or more; all others are judged.</summary>
    public int Shots { get; init; } = 5;

    /// <summary>How often rows are drawn, 2 to 100,000.</summary>
    public int Draws { get; init; } = 100;

    /// <summary>
    /// What learns from the rows that were drawn; it reads the two columns, and gives PredictedLabel. If left out, the nearest class mean by
    /// the cosine.
    /// </summary>
    public IEstimator<ITransformer>? Trainer { get; init; }

    /// <summary>What the rows are drawn by.</summary>
    public int Seed { get; init; } = 1;

    internal void Validate()
    {
        this.Require(!string.IsNullOrWhiteSpace(LabelColumnName), nameof(LabelColumnName), LabelColumnName, "a column name");
        this.Require(!string.IsNullOrWhiteSpace(FeatureColumnName), nameof(FeatureColumnName), FeatureColumnName, "a column name");
        this.Require(Shots >= 1, nameof(Shots), Shots, "1 or more");
        this.Require(Draws is >= 2 and <= 100_000, nameof(Draws), Draws, "2 to 100000");
    }
}
