namespace MLNet.ConvExtensions;

/// <summary>What the units of a layer say of many photos.</summary>
/// <param name="Layer">The layer, with the shape of what it gives.</param>
/// <param name="Photos">How many photos were seen.</param>
/// <param name="Units">The units.</param>
public sealed record LayerActivations(NetworkLayer Layer, int Photos, IReadOnlyList<UnitActivations> Units)
{
    /// <summary>The mean of all units.</summary>
    public double Mean => Units.Average(u => u.Mean);

    /// <summary>The part of all positions of all units where the value is above 0.</summary>
    public double ActiveShare => Units.Average(u => u.ActiveShare);

    /// <summary>How many units say the same of all positions of all photos.</summary>
    public int DeadUnits => Units.Count(u => u.IsDead);
}
