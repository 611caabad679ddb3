namespace MLNet.ConvExtensions;

/// <summary>Floating-point numbers of a network that training changes: a weight, or a running statistic of batch normalization.</summary>
/// <param name="Name">The tensor's name in the graph.</param>
/// <param name="Layers">
/// The names of the layers that use it, as <see cref="OnnxNetwork.Layers"/> has them, in their order; layers may share a weight.
/// </param>
/// <param name="IsStatistic">
/// Whether it is a running mean or variance of batch normalization, which training estimates instead of learning it by gradients.
/// </param>
/// <param name="Contents">The numbers.</param>
public sealed record NetworkWeight(string Name, IReadOnlyList<string> Layers, bool IsStatistic, StoredTensor Contents);
