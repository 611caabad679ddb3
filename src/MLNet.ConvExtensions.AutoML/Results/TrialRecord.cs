namespace MLNet.ConvExtensions;

/// <summary>A trial of the search: a trainer with its hyper-parameters on a feature set, cross-validated.</summary>
/// <param name="Id">Its number, from 0.</param>
/// <param name="FeatureSet">The feature set.</param>
/// <param name="Trainer">The trainer.</param>
/// <param name="Parameters">The hyper-parameters, as JSON.</param>
/// <param name="Scores">Mean over the folds; null if the trial failed.</param>
/// <param name="Seconds">Time of all fits and predictions.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
public sealed record TrialRecord(
    int Id,
    string FeatureSet,
    string Trainer,
    string Parameters,
    FoldScores? Scores,
    double Seconds,
    string? Error
)
{
    /// <summary>The values of the feature set's own hyper-parameters, as JSON; <c>{}</c> where it has none.</summary>
    public string FeatureParameters { get; init; } = "{}";

    /// <summary>
    /// Which division into folds: 0 for the one that all candidates were tried on, more for those that leaders were tried on again.
    /// </summary>
    public int Division { get; init; }
}
