namespace MLNet.ConvExtensions;

/// <summary>How far a model's numbers are off on photos that belong together: those of a camera, a site or a folder.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Photos">How many they are.</param>
/// <param name="MeanAbsoluteError">The mean of what predictions and known numbers differ by.</param>
/// <param name="MeanResidual">The mean of predicted less known numbers.</param>
public sealed record GroupError(string Name, int Photos, double MeanAbsoluteError, double MeanResidual);
