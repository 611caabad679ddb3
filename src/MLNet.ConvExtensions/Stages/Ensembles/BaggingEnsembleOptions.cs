namespace MLNet.ConvExtensions;

/// <summary>Options of ensembles of one pipeline, fitted on many samples of the data.</summary>
public sealed record BaggingEnsembleOptions
{
    /// <summary>Name of the column of labels.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>How many samples are drawn, 2 to 1000.</summary>
    public int NumberOfBags { get; init; } = 10;

    /// <summary>Rows drawn for a sample, with replacement, as a share of all rows; above 0 and up to 1.</summary>
    public double SampleFraction { get; init; } = 1;

    /// <summary>Whether the fitted pipelines vote. Otherwise their probabilities or numbers are averaged.</summary>
    public bool Vote { get; init; }

    /// <summary>A column whose equal values are drawn together. Photos of one burst or camera, for example.</summary>
    public string? GroupColumnName { get; init; }

    /// <summary>Which rows are drawn: the same seed, the same rows.</summary>
    public int Seed { get; init; } = 1;

    internal EnsembleOptions Base => new() { LabelColumnName = LabelColumnName };

    internal void Validate()
    {
        if (NumberOfBags is < 2 or > 1000)
            throw new ArgumentException($"{nameof(BaggingEnsembleOptions)}.{nameof(NumberOfBags)} is {NumberOfBags}; allowed: 2 to 1000.");
        if (SampleFraction is not (> 0 and <= 1))
            throw new ArgumentException(
                $"{nameof(BaggingEnsembleOptions)}.{nameof(SampleFraction)} is {SampleFraction}; allowed: above 0 and up to 1."
            );
    }
}
