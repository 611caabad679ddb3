namespace MLNet.ConvExtensions;

/// <summary>Whether two feature sets differ by more than chance.</summary>
/// <param name="First">A set.</param>
/// <param name="Second">Another set.</param>
/// <param name="Difference">
/// How much better the first is by the metric, mean over the folds of repeated cross-validation; negative if it is worse.
/// </param>
/// <param name="ResampledP">Two-sided p-value of the corrected resampled t-test (Nadeau and Bengio 2003) over these folds.</param>
/// <param name="AdjustedResampledP">The same, by Holm's correction for all pairs.</param>
/// <param name="OnlyFirstRight">Images of the test part that the first alone got right.</param>
/// <param name="OnlySecondRight">Images of the test part that the second alone got right.</param>
/// <param name="McNemarP">Two-sided p-value of McNemar's exact test on these.</param>
/// <param name="AdjustedMcNemarP">The same, by Holm's correction for all pairs.</param>
public sealed record PairedComparison(
    string First,
    string Second,
    double Difference,
    double ResampledP,
    double AdjustedResampledP,
    int OnlyFirstRight,
    int OnlySecondRight,
    double McNemarP,
    double AdjustedMcNemarP
);
