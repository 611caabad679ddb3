namespace MLNet.ConvExtensions;

/// <summary>How far two vectors are apart.</summary>
public enum NeighborDistance
{
    /// <summary>The sum of the absolute differences (Manhattan).</summary>
    L1,

    /// <summary>The root of the sum of the squared differences (Euclid).</summary>
    L2,

    /// <summary>One minus the cosine of the angle between the vectors. Vectors of nothing but zeros have none, and are refused.</summary>
    Cosine,
}
