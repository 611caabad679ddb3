namespace MLNet.ConvExtensions;

/// <summary>Options of ensembles whose members' predictions are the features of another trainer.</summary>
public sealed record StackingEnsembleOptions
{
    /// <summary>Name of the column of labels.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>
    /// How many parts the rows are cut into, 2 to 100: what the meta-learner sees of a row comes from members that were fitted without the
    /// row's part. Classes are spread evenly over the parts.
    /// </summary>
    public int NumberOfFolds { get; init; } = 5;

    /// <summary>A column whose equal values stay together in one part. Photos of one burst or camera, for example.</summary>
    public string? GroupColumnName { get; init; }

    /// <summary>How the rows are cut: the same seed, the same parts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The column in which the meta-learner finds its features; it hides a column of that name from it.</summary>
    public string MetaFeatureColumnName { get; init; } = "Features";

    /// <summary>Columns of floats that the meta-learner sees beside the members' predictions.</summary>
    public IReadOnlyList<string> PassThroughColumnNames { get; init; } = [];

    internal EnsembleOptions Base => new() { LabelColumnName = LabelColumnName };

    internal void Validate()
    {
        if (NumberOfFolds is < 2 or > 100)
            throw new ArgumentException(
                $"{nameof(StackingEnsembleOptions)}.{nameof(NumberOfFolds)} is {NumberOfFolds}; allowed: 2 to 100."
            );
        if (string.IsNullOrWhiteSpace(MetaFeatureColumnName))
            throw new ArgumentException(
                $"{nameof(StackingEnsembleOptions)}.{nameof(MetaFeatureColumnName)} is '{MetaFeatureColumnName}'; allowed: a column name."
            );
    }
}
