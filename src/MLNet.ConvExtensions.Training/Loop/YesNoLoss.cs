using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>The cross-entropy of yes or no, of an output that becomes a probability by a sigmoid.</summary>
internal sealed class YesNoLoss(double smoothing, IReadOnlyList<float>? classWeights) : TrainingLoss
{
    public override bool HasClasses => false;

    public override string Metric => TrainingLogs.Accuracy;

    public override Tensor Of(Tensor output, TargetTensors targets)
    {
        Tensor logits = output.reshape(-1), target = targets.Targets;
        if (targets.Partners is not null)
            target = Mix(target, targets.Partners, targets.Shares!);
        Tensor? counts = classWeights is null ? null : (target * classWeights[1]) + ((1 - target) * classWeights[0]);
        if (smoothing > 0)
            target = (target * (1 - smoothing)) + (smoothing / 2);
        Tensor losses = functional.binary_cross_entropy_with_logits(logits, target, reduction: Reduction.None);
        return Mean(counts is null ? losses : losses * counts, counts, targets.Weights);
    }

    public override double MetricOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        int right = 0;
        for (int i = 0; i < targets.Length; i++)
            right += outputs[i] > 0 == targets[i] > 0.5f ? 1 : 0;
        return right;
    }
}
