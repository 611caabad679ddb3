using Microsoft.ML.Data;
using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Decisions;

namespace Microsoft.ML;

/// <summary>Adds what is made of probabilities to ML.NET's catalogs: calibrators, thresholds, sets, unknown rows, taxa.</summary>
public static class DecisionCatalog
{
    /// <summary>Calibrators of classifiers of several classes.</summary>
    /// <param name="catalog">The catalog of classification.</param>
    /// <returns>The catalog of calibrators.</returns>
    public static MulticlassCalibratorsCatalog Calibrators(this MulticlassClassificationCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new MulticlassCalibratorsCatalog();
    }

    /// <summary>What is made of the probabilities of classifiers of several classes.</summary>
    /// <param name="catalog">The catalog of classification.</param>
    /// <returns>The catalog of decisions.</returns>
    public static MulticlassDecisionsCatalog Decisions(this MulticlassClassificationCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new MulticlassDecisionsCatalog();
    }

    /// <summary>
    /// A threshold of probability for true, from a recall or a precision that is to be reached, with its exact interval.
    /// </summary>
    /// <param name="catalog">The catalog of classification.</param>
    /// <param name="options">The target.</param>
    /// <returns>
    /// The estimator, to be fitted on predictions, with a column <c>Probability</c>, for rows that the classifier didn't learn from.
    /// </returns>
    public static DecisionEstimator<ThresholdTransformer> Threshold(this BinaryClassificationCatalog catalog, ThresholdOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new(data => ThresholdTransformer.FitBinary(data, options), DecisionShape.BinaryLabel);
    }

    /// <summary>
    /// A classifier that says true from a probability on, instead of from a half: any with a column <c>Probability</c>, fine-tuned ones
    /// too, of which <see cref="BinaryClassificationCatalog.ChangeModelThreshold{TModel}"/> knows nothing, and which wants a logit.
    /// </summary>
    /// <param name="catalog">The catalog of classification.</param>
    /// <param name="model">The classifier, which stays as it is; the result is to be disposed instead of it.</param>
    /// <param name="probability">The least probability of true, 0 to 1.</param>
    /// <returns>The classifier with its threshold.</returns>
    /// <exception cref="ArgumentException">The probability is out of range.</exception>
    public static TransformerChain<ITransformer> WithThreshold(
        this BinaryClassificationCatalog catalog,
        ITransformer model,
        float probability
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        var options = new ThresholdOptions { Probability = probability };
        options.Validate();
        return new TransformerChain<ITransformer>(model, ThresholdTransformer.Binary(ThresholdChoice.Given(probability)));
    }

    /// <summary>
    /// A classifier of several classes that says a class from a probability on: <see cref="ThresholdTransformer"/> tells what it says
    /// below.
    /// </summary>
    /// <param name="catalog">The catalog of classification.</param>
    /// <param name="model">
    /// The classifier, whose scores are probabilities, which stays as it is; the result is to be disposed instead of it. Of scores that are
    /// none the label is missing.
    /// </param>
    /// <param name="inputSchema">The schema of its input.</param>
    /// <param name="probability">The least probability, 0 to 1.</param>
    /// <param name="targetClass">The class that it is for; null for all, whose label is missing then if none has it.</param>
    /// <returns>The classifier with its threshold.</returns>
    /// <exception cref="ArgumentException">
    /// The probability is out of range, there is no such class, or the model is no classifier of several classes.
    /// </exception>
    public static TransformerChain<ITransformer> WithThreshold(
        this MulticlassClassificationCatalog catalog,
        ITransformer model,
        DataViewSchema inputSchema,
        float probability,
        string? targetClass = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        var options = new ThresholdOptions { Probability = probability, TargetClass = targetClass };
        var predictions = new EmptyView(model.GetOutputSchema(inputSchema));
        return new TransformerChain<ITransformer>(model, ThresholdTransformer.Fit(predictions, options));
    }
}
