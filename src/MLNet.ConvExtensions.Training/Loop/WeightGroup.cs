using TorchSharp.Modules;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Weights that learn at a rate of their own: fine-tuning moves the layers near the image less than the new head.</summary>
/// <param name="Weights">The weights; those that aren't trainable have no place in a group.</param>
/// <param name="RateFactor">What the learning rate is multiplied by for these weights.</param>
internal sealed record WeightGroup(IReadOnlyList<Parameter> Weights, double RateFactor = 1);
