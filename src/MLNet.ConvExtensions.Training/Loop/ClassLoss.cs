using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>The cross-entropy of one class of several, as PyTorch has it.</summary>
internal sealed class ClassLoss : TrainingLoss
{
    private readonly double _smoothing;
    private readonly Tensor? _classWeights;

    public ClassLoss(double smoothing, IReadOnlyList<float>? classWeights, Device device)
    {
        _smoothing = smoothing;
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
        Tensor losses = Losses(targets.Targets);
        Tensor? counts = _classWeights?.index_select(0, targets.Targets);
        if (targets.Partners is not null)
        {
            losses = Mix(losses, Losses(targets.Partners), targets.Shares!);
            counts = counts is null ? null : Mix(counts, _classWeights!.index_select(0, targets.Partners), targets.Shares!);
        }

        return Mean(losses, counts, targets.Weights);

        Tensor Losses(Tensor classes) =>
            functional.cross_entropy(output, classes, _classWeights, reduction: Reduction.None, label_smoothing: _smoothing);
    }

    public override double MetricOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        int width = outputs.Length / targets.Length, right = 0;
        for (int i = 0; i < targets.Length; i++)
            right += TensorPrimitives.IndexOfMax(outputs.Slice(i * width, width)) == (int)targets[i] ? 1 : 0;
        return right;
    }

    public override void Dispose() => _classWeights?.Dispose();
}
