namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>What a method finds for a photo.</summary>
/// <param name="Map">A number for each position.</param>
/// <param name="Scores">The network's outputs.</param>
/// <param name="Bias">The part of the explained output that is of no position; null where the map doesn't add up to it.</param>
internal sealed record ScoreMap(ExplanationMap Map, float[] Scores, float? Bias = null);
