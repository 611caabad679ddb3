using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Losses;

/// <summary>The binary cross-entropy of a logit, as PyTorch has it; of several, for labels that are there or not, the mean.</summary>
internal sealed class BinaryCrossEntropyLoss(double smoothing, IReadOnlyList<float>? classWeights) : TrainingLoss
{
    public override bool HasClasses => false;

    public override string Metric => TrainingLogs.Accuracy;

    public override Tensor Of(Tensor output, TargetTensors targets)
    {
        Tensor logits = Like(output, targets);
        return Mean(targets, Losses, classWeights is null ? null : Counts);

        Tensor Losses(Tensor answers)
        {
            Tensor wanted = smoothing > 0 ? answers.Times(1 - smoothing).Plus(smoothing / 2) : answers;
            Tensor losses = OfSample(functional.binary_cross_entropy_with_logits(logits, wanted, reduction: Reduction.None));
            return classWeights is null ? losses : losses * Counts(answers);
        }

        Tensor Counts(Tensor answers) => answers.Times(classWeights![1]).Plus(answers.Times(-1).Plus(1).Times(classWeights[0]));
    }

    public override double MetricOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        int right = 0;
        for (int i = 0; i < targets.Length; i++)
            right += !float.IsNaN(outputs[i]) && outputs[i] > 0 == targets[i] > 0.5f ? 1 : 0;
        return right;
    }

    protected override double ClassWeight(float target) => classWeights?[target > 0.5f ? 1 : 0] ?? 1;
}
