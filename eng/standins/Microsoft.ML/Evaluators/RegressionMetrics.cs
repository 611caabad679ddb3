namespace Microsoft.ML.Data;

public sealed class RegressionMetrics
{
    internal RegressionMetrics(RegressionAggregator results)
    {
        MeanAbsoluteError = results.MeanAbsoluteError;
        MeanSquaredError = results.MeanSquaredError;
        RootMeanSquaredError = results.RootMeanSquaredError;
        LossFunction = results.MeanLoss;
        RSquared = results.RSquared;
    }

    public double MeanAbsoluteError { get; }

    public double MeanSquaredError { get; }

    public double RootMeanSquaredError { get; }

    public double LossFunction { get; }

    public double RSquared { get; }
}
