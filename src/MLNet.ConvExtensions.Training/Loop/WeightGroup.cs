using TorchSharp.Modules;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Weights that learn at a rate of their own: fine-tuning moves the layers near the image less than the new head.</summary>
/// <param name="weights">The weights; those that aren't trainable have no place in a group.</param>
/// <param name="rateFactor">What the learning rate is multiplied by for these weights.</param>
internal sealed class WeightGroup(IReadOnlyList<Parameter> weights, double rateFactor = 1)
{
    public IReadOnlyList<Parameter> Weights => weights;

    /// <summary>What the learning rate is multiplied by from the next step on; 0 leaves the weights as they are.</summary>
    public double RateFactor { get; set; } = rateFactor;
}
