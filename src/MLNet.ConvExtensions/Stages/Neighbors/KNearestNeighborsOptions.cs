using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>Options of <see cref="KNearestNeighborsTrainer"/>.</summary>
public sealed record KNearestNeighborsOptions
{
    /// <summary>Name of the column of labels, a key.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>Name of the column of features: a vector of <see cref="float"/> of known size.</summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>The number of neighbours (k), 1 or more.</summary>
    public int NumberOfNeighbors { get; init; } = 5;

    /// <summary>How far two rows are apart.</summary>
    public NeighborDistance Distance { get; init; } = NeighborDistance.L2;

    /// <summary>What each neighbour counts.</summary>
    public NeighborWeighting Weighting { get; init; } = NeighborWeighting.Uniform;

    /// <summary>Blocks of rows that are predicted at the same time, 1 to 1024. If left out, the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    internal void Validate()
    {
        this.Require(!string.IsNullOrWhiteSpace(LabelColumnName), nameof(LabelColumnName), LabelColumnName, "a column name");
        this.Require(!string.IsNullOrWhiteSpace(FeatureColumnName), nameof(FeatureColumnName), FeatureColumnName, "a column name");
        this.Require(NumberOfNeighbors >= 1, nameof(NumberOfNeighbors), NumberOfNeighbors, "1 or more");
        this.Require(Enum.IsDefined(Distance), nameof(Distance), Distance, string.Join(", ", Enum.GetNames<NeighborDistance>()));
        this.Require(Enum.IsDefined(Weighting), nameof(Weighting), Weighting, string.Join(", ", Enum.GetNames<NeighborWeighting>()));
        this.Require(NumberOfThreads is null or (>= 1 and <= 1024), nameof(NumberOfThreads), NumberOfThreads, "1 to 1024, or null");
    }
}
