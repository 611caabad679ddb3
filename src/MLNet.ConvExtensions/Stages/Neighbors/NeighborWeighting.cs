namespace MLNet.ConvExtensions;

/// <summary>What each neighbour counts.</summary>
public enum NeighborWeighting
{
    /// <summary>Every neighbour has one vote.</summary>
    Uniform,

    /// <summary>A neighbour counts one over its distance. Where some have no distance at all, only these count.</summary>
    Distance,
}
