using System.Collections.Immutable;

namespace Microsoft.ML.Data;

public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(MulticlassAggregator results, int topKPredictionCount, IReadOnlyList<string> classNames)
    {
        MicroAccuracy = results.MicroAccuracy;
        MacroAccuracy = results.MacroAccuracy;
        LogLoss = results.LogLoss;
        LogLossReduction = results.LogLossReduction;
        TopKPredictionCount = topKPredictionCount;
        if (topKPredictionCount > 0)
            TopKAccuracyForAllK = results.TopKAccuracies(topKPredictionCount).ToImmutableArray();
        PerClassLogLoss = results.PerClassLogLoss().ToImmutableArray();
        ConfusionMatrix = new ConfusionMatrix(results.ConfusionCounts, classNames, isBinary: false);
    }

    public double LogLoss { get; }

    public double LogLossReduction { get; }

    public double MacroAccuracy { get; }

    public double MicroAccuracy { get; }

    public double TopKAccuracy => TopKAccuracyForAllK?[^1] ?? 0;

    public int TopKPredictionCount { get; }

    // Null when no top-k accuracy was asked for, as in the real package, whose signature is oblivious of nullability.
    public IReadOnlyList<double> TopKAccuracyForAllK { get; } = null!;

    public IReadOnlyList<double> PerClassLogLoss { get; }

    public ConfusionMatrix ConfusionMatrix { get; }
}
