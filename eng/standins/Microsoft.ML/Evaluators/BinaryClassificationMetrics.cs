namespace Microsoft.ML.Data;

public class BinaryClassificationMetrics
{
    internal BinaryClassificationMetrics(BinaryAggregator results, IReadOnlyList<string> classNames)
    {
        AreaUnderRocCurve = results.Roc.Area();
        Accuracy = results.Accuracy;
        PositivePrecision = results.PositivePrecision;
        PositiveRecall = results.PositiveRecall;
        NegativePrecision = results.NegativePrecision;
        NegativeRecall = results.NegativeRecall;
        F1Score = results.F1Score;
        AreaUnderPrecisionRecallCurve = results.PrecisionRecall.Area();
        ConfusionMatrix = new ConfusionMatrix(results.ConfusionCounts(), classNames, isBinary: true);
    }

    public double AreaUnderRocCurve { get; }

    public double Accuracy { get; }

    public double PositivePrecision { get; }

    public double PositiveRecall { get; }

    public double NegativePrecision { get; }

    public double NegativeRecall { get; }

    public double F1Score { get; }

    public double AreaUnderPrecisionRecallCurve { get; }

    public ConfusionMatrix ConfusionMatrix { get; }
}
