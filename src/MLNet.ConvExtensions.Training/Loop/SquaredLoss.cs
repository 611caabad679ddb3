using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>The squared error of a number.</summary>
internal sealed class SquaredLoss : TrainingLoss
{
    public override bool HasClasses => false;

    public override string Metric => TrainingLogs.MeanAbsoluteError;

    public override Tensor Of(Tensor output, TargetTensors targets)
    {
        Tensor numbers = output.reshape(-1);
        Tensor losses = functional.mse_loss(numbers, targets.Targets, Reduction.None);
        if (targets.Partners is not null)
            losses = Mix(losses, functional.mse_loss(numbers, targets.Partners, Reduction.None), targets.Shares!);
        return Mean(losses, null, targets.Weights);
    }

    public override double MetricOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        double sum = 0;
        for (int i = 0; i < targets.Length; i++)
            sum += Math.Abs(outputs[i] - targets[i]);
        return sum;
    }
}
