namespace MLNet.ConvExtensions;

/// <summary>How many photos of a class are taken for a class.</summary>
/// <param name="Label">The class that they show, from 0.</param>
/// <param name="Predicted">The class that they are taken for, from 0.</param>
/// <param name="Photos">How many, 1 or more.</param>
public sealed record ConfusionCell(int Label, int Predicted, int Photos);
