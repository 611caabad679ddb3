using MLNet.ConvExtensions.Training.Losses;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Trainers.SelfSupervised;

/// <summary>The squared difference between what the network gives and what it saw, on average over all its values.</summary>
internal sealed class ReconstructionLoss : TrainingLoss
{
    public override bool HasClasses => false;

    public override string? Metric => null;

    public override Tensor Of(Tensor output, TargetTensors targets) =>
        functional.mse_loss(output, targets.Inputs!.flatten(1), Reduction.Mean);

    public override double MetricOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets) =>
        throw new InvalidOperationException("There is no metric beside the loss.");
}
