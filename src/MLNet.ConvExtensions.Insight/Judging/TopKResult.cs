namespace MLNet.ConvExtensions;

/// <summary>How often the right class is among the most probable ones.</summary>
/// <param name="K">How many classes may be named.</param>
/// <param name="Accuracy">How often the right one is among them.</param>
public sealed record TopKResult(int K, MetricInterval Accuracy);
