using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Losses;

/// <summary>The squared error of a number, or the mean of those of several.</summary>
internal sealed class SquaredErrorLoss : TrainingLoss
{
    public override bool HasClasses => false;

    public override string Metric => TrainingLogs.MeanAbsoluteError;

    public override Tensor Of(Tensor output, TargetTensors targets)
    {
        Tensor numbers = Like(output, targets);
        return Mean(targets, wanted => OfSample(functional.mse_loss(numbers, wanted, Reduction.None)));
    }

    public override double MetricOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        double sum = 0;
        for (int i = 0; i < targets.Length; i++)
            sum += Math.Abs(outputs[i] - targets[i]);
        return sum;
    }
}
