using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>Options of <see cref="NearestClassMeanTrainer"/>.</summary>
public sealed record NearestClassMeanOptions
{
    /// <summary>Name of the column of labels, a key.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>Name of the column of features: a vector of <see cref="float"/> of known size.</summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>
    /// How far a row and a mean are apart: <see cref="NeighborDistance.L2"/>, or <see cref="NeighborDistance.Cosine"/>, with which each row
    /// is brought to length 1 before the means are taken.
    /// </summary>
    public NeighborDistance Distance { get; init; } = NeighborDistance.L2;

    /// <summary>Blocks of rows that are predicted at the same time, 1 to 1024. If left out, the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    internal void Validate()
    {
        this.Require(!string.IsNullOrWhiteSpace(LabelColumnName), nameof(LabelColumnName), LabelColumnName, "a column name");
        this.Require(!string.IsNullOrWhiteSpace(FeatureColumnName), nameof(FeatureColumnName), FeatureColumnName, "a column name");
        this.Require(
            Distance is NeighborDistance.L2 or NeighborDistance.Cosine,
            nameof(Distance),
            Distance,
            $"{NeighborDistance.L2}, {NeighborDistance.Cosine}: by these alone the mean is the middle of rows"
        );
        this.Require(NumberOfThreads is null or (>= 1 and <= 1024), nameof(NumberOfThreads), NumberOfThreads, "1 to 1024, or null");
    }

    /// <summary>Every mean is a neighbour, by one over its distance.</summary>
    internal KNearestNeighborsOptions ToNeighbors(int means) =>
        new()
        {
            LabelColumnName = LabelColumnName,
            FeatureColumnName = FeatureColumnName,
            NumberOfNeighbors = means,
            Distance = Distance,
            Weighting = NeighborWeighting.Distance,
            NumberOfThreads = NumberOfThreads,
        };
}
