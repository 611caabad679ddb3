using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Training.Tests.History;

/// <summary>The part of a class's weight that is predicted as that class, as a user would write it.</summary>
internal sealed record Recall(int Class, string Name = "recall") : Metric
{
    public override string Name { get; } = Name;

    public override bool IsHigherBetter => true;

    public override int SumCount(int outputCount) => 2;

    public override void Add(ReadOnlySpan<float> outputs, float target, float weight, Span<double> sums)
    {
        if ((int)target != Class)
            return;
        sums[0] += TensorPrimitives.IndexOfMax(outputs) == Class ? weight : 0;
        sums[1] += weight;
    }

    public override double Result(ReadOnlySpan<double> sums) => sums[0] / sums[1];
}
