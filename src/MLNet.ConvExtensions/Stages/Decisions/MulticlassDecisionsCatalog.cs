using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stages.Decisions;

namespace MLNet.ConvExtensions;

/// <summary>
/// What is made of the probabilities of a classifier of several classes. Fit these on predictions for rows that the classifier, and a
/// calibrator, didn't learn from, and append what comes out to the model.
/// </summary>
public sealed class MulticlassDecisionsCatalog
{
    private const string Label = "Label";

    internal MulticlassDecisionsCatalog() { }

    /// <summary>
    /// A threshold of probability from a recall or a precision that is to be reached, with its exact interval: <see
    /// cref="ThresholdTransformer"/>.
    /// </summary>
    /// <param name="options">The target, and the class that it is for.</param>
    /// <returns>The estimator.</returns>
    public DecisionEstimator<ThresholdTransformer> Threshold(ThresholdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(data => ThresholdTransformer.Fit(data, options), shape => DecisionShape.Predictions(shape, options.LabelColumnName));
    }

    /// <summary>
    /// Sets of classes that hold the right one as often as asked, by split conformal prediction: a column <c>PredictionSet</c>, a vector of
    /// Boolean.
    /// </summary>
    /// <param name="coverage">How often the set is to hold the right class, above 0 and below 1.</param>
    /// <param name="method">Which classes go into the set.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <returns>The estimator.</returns>
    public DecisionEstimator<PredictionSetTransformer> PredictionSet(
        double coverage = 0.9,
        PredictionSetMethod method = PredictionSetMethod.LeastAmbiguous,
        string labelColumnName = Label
    ) =>
        PredictionSet(
            new PredictionSetOptions
            {
                Coverage = coverage,
                Method = method,
                LabelColumnName = labelColumnName,
            }
        );

    /// <summary>Sets of classes that hold the right one as often as asked, by split conformal prediction.</summary>
    /// <param name="options">Coverage, method, columns.</param>
    /// <returns>The estimator.</returns>
    public DecisionEstimator<PredictionSetTransformer> PredictionSet(PredictionSetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(
            data => PredictionSetTransformer.Fit(data, options),
            shape => DecisionShape.Vector(shape, options.OutputColumnName, DataKind.Boolean)
        );
    }

    /// <summary>
    /// Rows unlike any class, by the distance to the fifth-nearest of the rows that it is fitted on (Sun and others, Out-of-Distribution
    /// Detection with Deep Nearest Neighbors, 2022). All these rows are kept in the model: 4 bytes for each feature of each. Their labels
    /// aren't read: they must be of known classes.
    /// </summary>
    /// <param name="acceptedShare">The part of rows of known classes that is to be accepted, above 0 and below 1.</param>
    /// <param name="featureColumnName">The column of features.</param>
    /// <returns>The estimator.</returns>
    public DecisionEstimator<UnknownTransformer> UnknownByNeighbors(double acceptedShare = 0.95, string featureColumnName = "Features") =>
        UnknownByNeighbors(new UnknownOptions { AcceptedShare = acceptedShare, FeatureColumnName = featureColumnName });

    /// <summary>Rows unlike any class, by the distance to the k-th nearest of the rows that it is fitted on.</summary>
    /// <param name="options">The part that is accepted, columns, distance.</param>
    /// <returns>The estimator.</returns>
    public DecisionEstimator<UnknownTransformer> UnknownByNeighbors(UnknownOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(
            data => UnknownTransformer.FitNeighbors(data, options),
            shape =>
            {
                DecisionShape.Require(shape, options.FeatureColumnName, "feature");
                return DecisionShape.Flagged(DecisionShape.Predictions(shape), options.ScoreColumnName, options.OutputColumnName);
            }
        );
    }

    /// <summary>
    /// Rows unlike any class, by the energy of their logits (Liu and others, Energy-based Out-of-distribution Detection, 2020). For
    /// trainers whose scores are logits: probabilities have lost it. Distances tell strange photos better as a rule.
    /// </summary>
    /// <param name="options">The part that is accepted, columns.</param>
    /// <returns>The estimator.</returns>
    public DecisionEstimator<UnknownTransformer> UnknownByEnergy(UnknownOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(
            data => UnknownTransformer.FitEnergy(data, options),
            shape => DecisionShape.Flagged(DecisionShape.Predictions(shape), options.ScoreColumnName, options.OutputColumnName)
        );
    }

    /// <summary>The smallest taxon that is probable enough, with the probabilities of the classes summed up the tree.</summary>
    /// <param name="taxonomy">The tree, with all classes of the model.</param>
    /// <param name="options">The probability, what is possible, columns; null for those that are usual.</param>
    /// <returns>The estimator, which needs no labels.</returns>
    public DecisionEstimator<RollUpTransformer> RollUp(Taxonomy taxonomy, RollUpOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        options ??= new RollUpOptions();
        return new(
            data => RollUpTransformer.Fit(data, taxonomy, options),
            shape => DecisionShape.Key(DecisionShape.Vector(shape, options.ScoreColumnName, DataKind.Single), options.OutputColumnName)
        );
    }

    /// <summary>Only classes that are possible where the photos come from: the others get a probability of 0.</summary>
    /// <param name="possible">The names of the possible classes; names that the model doesn't know are no harm.</param>
    /// <returns>The estimator, which needs no labels.</returns>
    public DecisionEstimator<PossibleClassesTransformer> PossibleClasses(IReadOnlyCollection<string> possible)
    {
        ArgumentNullException.ThrowIfNull(possible);
        return new(data => PossibleClassesTransformer.Fit(data, possible), DecisionShape.Predictions);
    }
}
