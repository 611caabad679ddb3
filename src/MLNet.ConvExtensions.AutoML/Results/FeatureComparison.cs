using Microsoft.ML;

namespace MLNet.ConvExtensions;

/// <summary>What <see cref="CompareFeaturesCatalog.CompareFeatures"/> found out.</summary>
public sealed class FeatureComparison : IDisposable
{
    /// <summary>What was asked for.</summary>
    public required FeatureComparisonOptions Options { get; init; }

    /// <summary>The classes, in the order of the predictions' indices.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Images that were compared on, outside the test part.</summary>
    public required int DevelopmentImages { get; init; }

    /// <summary>Images of the test part.</summary>
    public required int TestImages { get; init; }

    /// <summary>The feature sets, the best first.</summary>
    public required IReadOnlyList<FeatureSetResult> Sets { get; init; }

    /// <summary>Every two of them.</summary>
    public required IReadOnlyList<PairedComparison> Pairs { get; init; }

    /// <summary>All trials of the search.</summary>
    public required IReadOnlyList<TrialRecord> Trials { get; init; }

    /// <summary>Images that are the same byte by byte.</summary>
    public required IReadOnlyList<DuplicateImages> Duplicates { get; init; }

    /// <summary>Images that a stage failed on.</summary>
    public required IReadOnlyList<FailedImage> Failures { get; init; }

    /// <summary>What a reader of the results should know: what was left out, and why.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether it was cancelled or out of time before the last scores; what had been found by then is here.</summary>
    public required bool WasStopped { get; init; }

    /// <summary>
    /// The pipeline of the best feature set (by cross-validation, not by the test part), refitted on all images: feature stage, scaling,
    /// trainer, and "PredictedLabel" as text. It can be saved if its stage can be. Null if the comparison was stopped before.
    /// </summary>
    public ITransformer? BestModel { get; init; }

    /// <summary>Whether a feature set is on record as better than the next by both tests.</summary>
    /// <param name="pair">A pair of feature sets.</param>
    /// <returns>Whether both p-values, corrected for all pairs, are below 1 - <see cref="FeatureComparisonOptions.Confidence"/>.</returns>
    public bool Differ(PairedComparison pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        double limit = 1 - Options.Confidence;
        return pair.AdjustedResampledP < limit && pair.AdjustedMcNemarP < limit;
    }

    /// <summary>Lets go of the best model.</summary>
    public void Dispose() => (BestModel as IDisposable)?.Dispose();
}
