using Microsoft.ML;
using MLNet.ConvExtensions.Evaluation;

namespace MLNet.ConvExtensions;

/// <summary>
/// Classification where a row has several labels at once, each there or not, as a catalog beside ML.NET's own:
/// <c>mlContext.MultilabelClassification().Trainers.ConvNet(network)</c>. The label column is a vector of Boolean, or of floats 0 and 1.
/// </summary>
public sealed class MultilabelClassificationCatalog
{
    internal MultilabelClassificationCatalog() { }

    /// <summary>The trainers, which MLNet.ConvExtensions.Training adds.</summary>
    public MultilabelClassificationTrainers Trainers { get; } = new();

    /// <summary>Judges predictions by labels that are known.</summary>
    /// <param name="data">Data with both.</param>
    /// <param name="labelColumnName">The column of labels: a vector of Boolean, or of <see cref="float"/> with 0 and 1.</param>
    /// <param name="scoreColumnName">The column of scores, a vector of <see cref="float"/>: the higher, the more probable.</param>
    /// <param name="probabilityColumnName">The column of probabilities, a vector of <see cref="float"/>, 0 to 1.</param>
    /// <param name="predictedLabelColumnName">The column of predicted labels, a vector of Boolean.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentException">
    /// A column is missing, of another type or length than the label's, there are no rows, or a row has a value that isn't allowed; the
    /// message names it.
    /// </exception>
    public MultilabelClassificationMetrics Evaluate(
        IDataView data,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string probabilityColumnName = "Probability",
        string predictedLabelColumnName = "PredictedLabel"
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        return LabelEvaluator.Evaluate(
            VectorColumn.Labels(data, labelColumnName),
            VectorColumn.Numbers(data, scoreColumnName, "score"),
            VectorColumn.Numbers(data, probabilityColumnName, "probability"),
            VectorColumn.Flags(data, predictedLabelColumnName, "predicted label")
        );
    }
}
