namespace Microsoft.ML.Data;

public sealed class CalibratedBinaryClassificationMetrics : BinaryClassificationMetrics
{
    internal CalibratedBinaryClassificationMetrics(BinaryAggregator results, IReadOnlyList<string> classNames)
        : base(results, classNames)
    {
        LogLoss = results.LogLoss;
        LogLossReduction = results.LogLossReduction;
        Entropy = results.Entropy;
    }

    public double LogLoss { get; }

    public double LogLossReduction { get; }

    public double Entropy { get; }
}
