using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stages.Decisions;

namespace MLNet.ConvExtensions;

/// <summary>
/// Calibrators of classifiers of several classes, as <see cref="BinaryClassificationCatalog.CalibratorsCatalog"/> has them of two. Fit them
/// on predictions for rows that the classifier didn't learn from.
/// </summary>
public sealed class MulticlassCalibratorsCatalog
{
    internal MulticlassCalibratorsCatalog() { }

    /// <summary>
    /// Probabilities at another temperature: one number, with which the log loss is least (Guo et al., On Calibration of Modern Neural
    /// Networks, 2017), with Platt's targets for n rows: (n + 1) / (n + 2). It needs few rows, and the most probable class stays the same.
    /// Scores may be logits, or probabilities, of which the logarithms are taken; a trainer's probabilities of exactly 0 for classes that
    /// are right make a high temperature.
    /// </summary>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <returns>The estimator.</returns>
    public DecisionEstimator<TemperatureTransformer> Temperature(string labelColumnName = "Label") =>
        new(data => TemperatureTransformer.Fit(data, labelColumnName), shape => DecisionShape.Predictions(shape, labelColumnName));

    /// <summary>
    /// Each class's score against how often rows of such a score are of the class, by ML.NET's isotonic calibrator, divided by their sum.
    /// For scores that are wrong in other ways than too sure or not sure enough, and hundreds of rows; each class needs some.
    /// </summary>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <returns>The estimator.</returns>
    public DecisionEstimator<IsotonicTransformer> Isotonic(string labelColumnName = "Label") =>
        new(data => IsotonicTransformer.Fit(data, labelColumnName), shape => DecisionShape.Predictions(shape, labelColumnName));
}
