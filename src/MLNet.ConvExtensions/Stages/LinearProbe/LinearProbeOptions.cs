using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>Options of <see cref="LinearProbeTrainer"/>.</summary>
public sealed record LinearProbeOptions
{
    /// <summary>Name of the column of labels, a key.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>Name of the column of features: a vector of <see cref="float"/> of known size.</summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>
    /// Name of a column that says what belongs together, such as a burst or an animal: rows of a group are on one side of every fold. None if
    /// left out.
    /// </summary>
    public string? GroupColumnName { get; init; }

    /// <summary>The folds that regularizations are compared by, 2 to 100; fewer where a class has fewer rows (or groups).</summary>
    public int NumberOfFolds { get; init; } = 5;

    /// <summary>What the folds are drawn by.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Receives the regularization that was chosen. None if left out.</summary>
    public ILogger? Logger { get; init; }

    internal void Validate()
    {
        this.Require(!string.IsNullOrWhiteSpace(LabelColumnName), nameof(LabelColumnName), LabelColumnName, "a column name");
        this.Require(!string.IsNullOrWhiteSpace(FeatureColumnName), nameof(FeatureColumnName), FeatureColumnName, "a column name");
        this.Require(NumberOfFolds is >= 2 and <= 100, nameof(NumberOfFolds), NumberOfFolds, "2 to 100");
    }
}
