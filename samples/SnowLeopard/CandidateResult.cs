using Microsoft.ML.Data;

namespace SnowLeopard;

/// <summary>The scores of one candidate: features and a trainer.</summary>
internal sealed record CandidateResult(
    string Features,
    string Trainer,
    IReadOnlyList<BinaryClassificationMetrics> Folds,
    IReadOnlyList<PhotoScore> Scores,
    double Seconds
);
