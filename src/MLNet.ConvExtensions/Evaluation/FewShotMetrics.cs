namespace MLNet.ConvExtensions;

/// <summary>How well classes are told from a few rows of each.</summary>
public sealed class FewShotMetrics
{
    internal FewShotMetrics(int shots, double[] accuracies, double[] macroAccuracies)
    {
        Shots = shots;
        Accuracies = accuracies;
        MicroAccuracy = MetricInterval.OfMean(accuracies);
        MacroAccuracy = MetricInterval.OfMean(macroAccuracies);
    }

    /// <summary>The rows of each class that were learned from.</summary>
    public int Shots { get; }

    /// <summary>The part of the other rows that were told right, draw by draw, 0 to 1.</summary>
    public IReadOnlyList<double> Accuracies { get; }

    /// <summary>
    /// The mean of <see cref="Accuracies"/> with its interval of 95 %, 1.96 standard errors to each side: how sure the mean over draws is, not
    /// what a single draw may give.
    /// </summary>
    public MetricInterval MicroAccuracy { get; }

    /// <summary>The same with each class counting alike, however many rows it has.</summary>
    public MetricInterval MacroAccuracy { get; }
}
