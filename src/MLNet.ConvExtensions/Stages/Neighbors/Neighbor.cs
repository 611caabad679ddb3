namespace MLNet.ConvExtensions;

/// <summary>A row that was found near another.</summary>
/// <param name="Row">The row's number among those that were searched, from 0.</param>
/// <param name="Distance">How far it is, 0 or more, in the measure of the search: for <see cref="NeighborDistance.L2"/> the root, not the
/// square.</param>
public readonly record struct Neighbor(int Row, float Distance);
