namespace MLNet.ConvExtensions;

/// <summary>How well a feature set does with fewer labelled images.</summary>
/// <param name="Images">Labelled images that were trained on, mean over the folds.</param>
/// <param name="Scores">Scores on the folds' other part, mean over the folds.</param>
/// <param name="Deviation">Standard deviation of the metric over the folds.</param>
public sealed record LearningCurvePoint(double Images, FoldScores Scores, double Deviation);
