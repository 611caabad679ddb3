using System.Numerics.Tensors;

namespace MLNet.ConvExtensions;

/// <summary>
/// How many steps the predicted class is from the right one, on average, where classes have an order: <c>Metrics = [new ClassDistance()]</c>
/// reports <c>class_distance</c> and <c>val_class_distance</c> in each epoch. Rows count by their weights; a row for which the network gives
/// NaN makes it NaN.
/// </summary>
public sealed record ClassDistance : Metric
{
    /// <inheritdoc/>
    public override string Name => "class_distance";

    /// <inheritdoc/>
    public override bool IsHigherBetter => false;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The network tells no classes apart.</exception>
    public override int SumCount(int outputCount) =>
        outputCount >= 2
            ? 2
            : throw new ArgumentException(
                $"{nameof(ClassDistance)} is for networks of several classes; this one has {outputCount} output."
            );

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> outputs, float target, float weight, Span<double> sums)
    {
        int predicted = TensorPrimitives.IndexOfMax(outputs);
        sums[0] += float.IsNaN(outputs[predicted]) ? double.NaN : weight * Math.Abs(predicted - target);
        sums[1] += weight;
    }

    /// <inheritdoc/>
    public override double Result(ReadOnlySpan<double> sums) => sums[0] / sums[1];
}
