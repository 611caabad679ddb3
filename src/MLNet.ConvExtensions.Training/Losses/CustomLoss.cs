using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Losses;

/// <summary>A user's loss in place of the task's usual one, whose metric stays.</summary>
internal sealed class CustomLoss : TrainingLoss
{
    private readonly Loss _loss;
    private readonly TrainingLoss _usual;
    private readonly IReadOnlyList<float>? _weights;
    private readonly Tensor? _classWeights;

    public CustomLoss(Loss loss, TrainingLoss usual, IReadOnlyList<float>? classWeights, Device device)
    {
        _loss = loss;
        _usual = usual;
        _weights = classWeights;
        if (classWeights is null)
            return;
        _classWeights = BatchTensor.Of<float>([.. classWeights], [classWeights.Count], ScalarType.Float32, device);
        _classWeights.DetachFromDisposeScope();
    }

    public override bool HasClasses => _usual.HasClasses;

    public override string? Metric => _usual.Metric;

    public override Tensor Of(Tensor output, TargetTensors targets)
    {
        Tensor outputs = HasClasses ? output : Like(output, targets);
        return Mean(targets, Losses, _classWeights is null ? null : Counts);

        Tensor Losses(Tensor wanted)
        {
            Tensor losses = Checked(_loss.Compute(outputs, wanted), outputs);
            return _classWeights is null ? losses : losses * Counts(wanted);
        }

        Tensor Counts(Tensor wanted) => _classWeights!.index_select(0, HasClasses ? wanted : wanted.to_type(ScalarType.Int64));
    }

    public override double MetricOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets) => _usual.MetricOf(outputs, targets);

    public override void Dispose()
    {
        _classWeights?.Dispose();
        _usual.Dispose();
    }

    protected override double ClassWeight(float target) => _weights?[(int)target] ?? 1;

    private Tensor Checked(Tensor? losses, Tensor outputs)
    {
        long count = outputs.shape[0];
        string? found = losses switch
        {
            null => "null",
            _ when losses.dim() != 1 || losses.shape[0] != count => $"a tensor of [{string.Join(", ", losses.shape)}]",
            _ when !losses.is_floating_point() => $"a tensor of {losses.dtype}",
            _ when losses.device.type != outputs.device.type => $"a tensor on {losses.device}",
            _ when outputs.requires_grad && !losses.requires_grad => "a tensor that no gradient leads back from",
            _ => null,
        };
        if (found is not null)
        {
            throw new InvalidOperationException(
                $"{_loss.GetType().Name}.{nameof(Loss.Compute)} returned {found}; needed: floats of "
                    + $"[{count}] on {outputs.device}, a loss for each "
                    + $"sample, computed from the outputs by operations that have gradients."
            );
        }

        return losses!.dtype == ScalarType.Float32 ? losses : losses.to_type(ScalarType.Float32);
    }
}
