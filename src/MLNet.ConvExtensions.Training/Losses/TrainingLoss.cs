using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Losses;

/// <summary>The loss that a training minimizes, computed on what goes into a network's final activation.</summary>
internal abstract class TrainingLoss : IDisposable
{
    /// <summary>Whether targets are classes, as whole numbers.</summary>
    public abstract bool HasClasses { get; }

    /// <summary>The name of what is reported beside the loss, of <see cref="TrainingLogs"/>; null for nothing.</summary>
    public abstract string? Metric { get; }

    /// <summary>The mean loss of a batch, each sample with its weight and that of its class.</summary>
    public abstract Tensor Of(Tensor output, TargetTensors targets);

    /// <summary>
    /// What a batch counts beside others: the sum of its samples' weights, which <see cref="Of"/> divides by. Where it is 0, there is no
    /// mean.
    /// </summary>
    public double WeightOf(TrainingBatch batch)
    {
        double sum = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            double own = ClassWeight(batch.Targets[i]) * (batch.Weights?[i] ?? 1);
            if (batch.Partners is not null)
            {
                double share = batch.Shares![i],
                    partner = ClassWeight(batch.Partners[i]) * (batch.PartnerWeights?[i] ?? 1);
                own = (own * share) + (partner * (1 - share));
            }

            sum += own;
        }

        // What is nothing in 32 bits is nothing to the tensors.
        return (float)sum == 0 ? 0 : sum;
    }

    /// <summary>The metric's sum over a batch; of several numbers a sample, over all of them.</summary>
    /// <param name="outputs">What the loss is computed on, sample after sample.</param>
    /// <param name="targets">What was to be predicted, sample after sample.</param>
    public abstract double MetricOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets);

    public virtual void Dispose() { }

    /// <summary>What a sample of a target counts by its class.</summary>
    protected virtual double ClassWeight(float target) => 1;

    /// <summary>What a network gives, [N, width], in the shape of the targets: [N] of one number each.</summary>
    protected static Tensor Like(Tensor output, TargetTensors targets) => targets.Targets.dim() == 1 ? output.reshape(-1) : output;

    /// <summary>The loss of each sample, [N], of those of its numbers.</summary>
    protected static Tensor OfSample(Tensor losses) => losses.dim() == 1 ? losses : losses.mean([1]);

    /// <summary>The mean over samples and, where they were mixed, their partners.</summary>
    /// <param name="targets">The targets, and how much each counts.</param>
    /// <param name="losses">The loss of each for some targets, with what its class counts.</param>
    /// <param name="counts">What each counts by its class for some targets; null where all count alike.</param>
    protected static Tensor Mean(TargetTensors targets, Func<Tensor, Tensor> losses, Func<Tensor, Tensor>? counts = null)
    {
        (Tensor own, Tensor? ownCounts) = Weighted(targets.Targets, targets.Weights);
        if (targets.Partners is null)
            return ownCounts is null ? own.mean() : own.sum() / ownCounts.sum();
        (Tensor other, Tensor? otherCounts) = Weighted(targets.Partners, targets.PartnerWeights);
        Tensor mixed = Mix(own, other, targets.Shares!);
        return ownCounts is null ? mixed.mean() : mixed.sum() / Mix(ownCounts, otherCounts!, targets.Shares!).sum();

        (Tensor Losses, Tensor? Counts) Weighted(Tensor of, Tensor? weights)
        {
            (Tensor loss, Tensor? count) = (losses(of), counts?.Invoke(of));
            return weights is null ? (loss, count) : (loss * weights, count is null ? weights : count * weights);
        }
    }

    private static Tensor Mix(Tensor own, Tensor partner, Tensor shares) => (own * shares).Plus(partner * shares.Times(-1).Plus(1));
}
