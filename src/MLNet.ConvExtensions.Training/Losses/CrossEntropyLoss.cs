using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MLNet.ConvExtensions.Training.Losses;

/// <summary>The cross-entropy of several classes, as PyTorch has it.</summary>
internal sealed class CrossEntropyLoss : TrainingLoss
{
    private readonly double _smoothing;
    private readonly IReadOnlyList<float>? _weights;
    private readonly Tensor? _classWeights;

    public CrossEntropyLoss(double smoothing, IReadOnlyList<float>? classWeights, Device device)
    {
        _smoothing = smoothing;
        _weights = classWeights;
        if (classWeights is null)
            return;
        _classWeights = BatchTensor.Of<float>([.. classWeights], [classWeights.Count], ScalarType.Float32, device);
        _classWeights.DetachFromDisposeScope();
    }

    public override bool HasClasses => true;

    public override string Metric => TrainingLogs.Accuracy;

    public override Tensor Of(Tensor output, TargetTensors targets)
    {
        if (targets.Weights is null && targets.Partners is null)
            return functional.cross_entropy(output, targets.Targets, _classWeights, reduction: Reduction.Mean, label_smoothing: _smoothing);
        return Mean(
            targets,
            classes => functional.cross_entropy(output, classes, _classWeights, reduction: Reduction.None, label_smoothing: _smoothing),
            _classWeights is null ? null : classes => _classWeights.index_select(0, classes)
        );
    }

    public override double MetricOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        int width = outputs.Length / targets.Length,
            right = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            // The place of a value that is no number isn't that of the largest.
            int best = TensorPrimitives.IndexOfMax(outputs.Slice(i * width, width));
            right += best == (int)targets[i] && !float.IsNaN(outputs[(i * width) + best]) ? 1 : 0;
        }

        return right;
    }

    public override void Dispose() => _classWeights?.Dispose();

    protected override double ClassWeight(float target) => _weights?[(int)target] ?? 1;
}
