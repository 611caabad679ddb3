using MLNet.ConvExtensions;

namespace CustomTraining;

/// <summary>The part of the rows that are true that is found: two sums over the rows.</summary>
internal sealed record Recall : Metric
{
    public override string Name => "recall";

    public override bool IsHigherBetter => true;

    public override int SumCount(int outputCount) => 2;

    public override void Add(ReadOnlySpan<float> outputs, float target, float weight, Span<double> sums)
    {
        if (target == 0)
            return;
        sums[0] += outputs[0] > 0 ? weight : 0;
        sums[1] += weight;
    }

    public override double Result(ReadOnlySpan<double> sums) => sums[0] / sums[1];
}
