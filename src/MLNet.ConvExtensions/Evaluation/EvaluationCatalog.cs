using Microsoft.ML.Data;
using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Evaluation;

namespace Microsoft.ML;

/// <summary>Adds to ML.NET's catalogs what predicts, and judges, several labels or several numbers at once, or classes that have an order.</summary>
public static class EvaluationCatalog
{
    /// <summary>Classification where a row has several labels at once.</summary>
    /// <param name="context">The context.</param>
    /// <returns>The catalog of trainers, and of metrics.</returns>
    public static MultilabelClassificationCatalog MultilabelClassification(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new MultilabelClassificationCatalog();
    }

    /// <summary>Judges predictions of several numbers at once, each number by itself.</summary>
    /// <param name="catalog">The catalog of regression.</param>
    /// <param name="data">Data with both.</param>
    /// <param name="labelColumnName">The column of numbers that are known: a vector of <see cref="float"/>.</param>
    /// <param name="scoreColumnName">The column of predicted numbers: a vector of <see cref="float"/> of the same length.</param>
    /// <returns>The metrics, in the order of the vectors' elements.</returns>
    /// <exception cref="ArgumentException">
    /// A column is missing, or of another type or length, there are no rows, or a row has a number that isn't finite; the message names it.
    /// </exception>
    public static IReadOnlyList<OutputMetrics> EvaluateOutputs(
        this RegressionCatalog catalog,
        IDataView data,
        string labelColumnName = "Label",
        string scoreColumnName = "Score"
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        return OutputEvaluator.Evaluate(
            VectorColumn.Numbers(data, labelColumnName, "label"),
            VectorColumn.Numbers(data, scoreColumnName, "score")
        );
    }

    /// <summary>What the same predictions are worth where the classes have an order, that of the label column's keys.</summary>
    /// <param name="metrics">What ML.NET found.</param>
    /// <returns>The metrics.</returns>
    public static OrdinalMetrics Ordinal(this MulticlassClassificationMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return OrdinalMetrics.Of(metrics.ConfusionMatrix);
    }

    /// <summary>
    /// Judges features by how well classes are told from a few rows of each: many times, some rows of each class are drawn, learned from, and
    /// the others are judged (as few-shot papers do, with all classes at once).
    /// </summary>
    /// <param name="catalog">The catalog of several classes.</param>
    /// <param name="data">Labels and features, which are computed once.</param>
    /// <param name="options">Rows of each class, draws, what learns.</param>
    /// <returns>The accuracies, with intervals.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, a column is missing or of another type, or a class has too few rows; the message names it.
    /// </exception>
    public static FewShotMetrics EvaluateFewShot(this MulticlassClassificationCatalog catalog, IDataView data, FewShotOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new FewShotEvaluator(data, options).Run();
    }
}
