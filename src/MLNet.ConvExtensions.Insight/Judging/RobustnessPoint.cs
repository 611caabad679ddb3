namespace MLNet.ConvExtensions;

/// <summary>How often a model is right on photos that are changed by so much.</summary>
/// <param name="Strength">The strength; 0 for photos as they are.</param>
/// <param name="Accuracy">How often the model is right.</param>
public sealed record RobustnessPoint(double Strength, MetricInterval Accuracy);
