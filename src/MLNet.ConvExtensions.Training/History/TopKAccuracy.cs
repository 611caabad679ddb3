using System.Globalization;

namespace MLNet.ConvExtensions;

/// <summary>
/// How often the right class is among the <paramref name="K"/> that the network finds most probable: <c>Metrics = [new TopKAccuracy(5)]</c>
/// reports <c>top5_accuracy</c> and <c>val_top5_accuracy</c> in each epoch, which callbacks can monitor. The top-k error is 1 less this.
/// </summary>
/// <param name="K">How many classes may be named, 1 or more, and fewer than there are.</param>
/// <remarks>
/// Of classes with the same logit the first comes first, as in PyTorch's argmax. A sample for which the network gives NaN counts as wrong.
/// Rows count by their weights.
/// </remarks>
public sealed record TopKAccuracy(int K) : Metric
{
    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"top{K}_{TrainingLogs.Accuracy}");

    /// <inheritdoc/>
    public override bool IsHigherBetter => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There aren't more classes than <see cref="K"/>, or it is below 1.</exception>
    public override int SumCount(int outputCount)
    {
        string? wrong =
            outputCount < 2 ? "it is for networks of several classes"
            : K < 1 || K >= outputCount ? $"allowed: 1 to {outputCount - 1}, fewer than its classes"
            : null;
        return wrong is null
            ? 2
            : throw new ArgumentException(
                $"{nameof(TopKAccuracy)}.{nameof(K)} is {K}, and the network has {outputCount} outputs; {wrong}."
            );
    }

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> outputs, float target, float weight, Span<double> sums)
    {
        int wanted = (int)target,
            before = 0;
        bool isNumber = true;
        for (int c = 0; c < outputs.Length; c++)
        {
            isNumber &= !float.IsNaN(outputs[c]);
            before += outputs[c] > outputs[wanted] || (outputs[c] == outputs[wanted] && c < wanted) ? 1 : 0;
        }

        sums[0] += isNumber && before < K ? weight : 0;
        sums[1] += weight;
    }

    /// <inheritdoc/>
    public override double Result(ReadOnlySpan<double> sums) => sums[0] / sums[1];
}
