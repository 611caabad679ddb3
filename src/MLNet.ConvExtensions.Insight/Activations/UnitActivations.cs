namespace MLNet.ConvExtensions;

/// <summary>What a unit of a layer says of many photos.</summary>
public sealed record UnitActivations
{
    /// <summary>The unit, from 0.</summary>
    public required int Unit { get; init; }

    /// <summary>The mean over all positions of all photos.</summary>
    public required double Mean { get; init; }

    /// <summary>The standard deviation over all positions of all photos.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>The least value.</summary>
    public required float Min { get; init; }

    /// <summary>The largest value.</summary>
    public required float Max { get; init; }

    /// <summary>The part of all positions where the value is above 0.</summary>
    public required double ActiveShare { get; init; }

    /// <summary>Whether the value is the same at all positions of all photos: the unit says nothing.</summary>
    public bool IsDead => Min == Max;

    /// <summary>The photos in which its value is largest somewhere, the largest first.</summary>
    public required IReadOnlyList<StrongPhoto> Strongest { get; init; }
}
