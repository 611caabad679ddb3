using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>What a training makes smaller, computed on what goes into a network's final activation.</summary>
internal abstract class TrainingLoss : IDisposable
{
    /// <summary>Whether targets are classes, as whole numbers.</summary>
    public abstract bool HasClasses { get; }

    /// <summary>The name of what is reported beside the loss, of <see cref="TrainingLogs"/>; null for nothing.</summary>
    public abstract string? Metric { get; }

    /// <summary>The mean loss of a batch, each sample with its weight.</summary>
    public abstract Tensor Of(Tensor output, TargetTensors targets);

    /// <summary>The metric's sum over a batch.</summary>
    /// <param name="outputs">What the loss is computed on, sample after sample.</param>
    /// <param name="targets">What was to be predicted.</param>
    public abstract double MetricOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets);

    public virtual void Dispose()
    {
    }

    /// <summary>The mean of losses that count by weights; a null counts 1.</summary>
    protected static Tensor Mean(Tensor losses, Tensor? counts, Tensor? weights)
    {
        Tensor? all = (counts, weights) switch
        {
            (null, null) => null,
            (null, _) => weights,
            (_, null) => counts,
            _ => counts * weights,
        };
        Tensor weighted = weights is null ? losses : losses * weights;
        return all is null ? weighted.mean() : weighted.sum() / all.sum();
    }

    /// <summary>Two values in shares.</summary>
    protected static Tensor Mix(Tensor own, Tensor partner, Tensor shares) => (own * shares) + (partner * (1 - shares));
}
