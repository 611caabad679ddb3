using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Decisions;

/// <summary>
/// Rows of known label with what a classifier says of them, in memory. Those without a label or without scores are left out.
/// </summary>
/// <param name="Column">The column of scores.</param>
/// <param name="Scores">The scores of each row.</param>
/// <param name="Labels">The class of each row, by its place among the scores.</param>
internal sealed record ScoredRows(ScoreColumn Column, IReadOnlyList<float[]> Scores, IReadOnlyList<int> Labels)
{
    /// <summary>Whether all scores are probabilities.</summary>
    public bool AreProbabilities { get; } = Scores.All(s => ScoreColumn.AreProbabilities(s));

    public int Count => Scores.Count;

    /// <exception cref="ArgumentException">A column is missing or of another type, or of other classes.</exception>
    /// <exception cref="InvalidOperationException">No row has a label and scores.</exception>
    public static ScoredRows Read(IDataView data, string labelColumn)
    {
        var column = ScoreColumn.Find(data.Schema);
        double[] labels = ColumnValues.Labels(data, ModelTask.Multiclass, labelColumn);
        int[] places = Places(data.Schema[labelColumn], column);
        var scores = new List<float[]>();
        var classes = new List<int>();
        int row = 0;
        foreach (float[] values in data.GetColumn<float[]>(column.Name))
        {
            int label = (int)labels[row++];
            if (label < 0 || !Array.TrueForAll(values, float.IsFinite))
                continue;
            scores.Add(values);
            classes.Add(places[label]);
        }

        return scores.Count > 0
            ? new ScoredRows(column, scores, classes)
            : throw new InvalidOperationException(
                $"Of {row:N0} rows none has both a label ('{labelColumn}') and scores ('{column.Name}'); needed: rows of known class "
                    + "that the "
                    + "model didn't learn from."
            );
    }

    /// <summary>The rows with probabilities.</summary>
    /// <exception cref="InvalidOperationException">The scores are others.</exception>
    public ScoredRows RequireProbabilities(string what)
    {
        if (AreProbabilities)
            return this;
        float[] other = Scores.First(s => !ScoreColumn.AreProbabilities(s));
        throw new InvalidOperationException(
            $"{what} needs probabilities, and the column '{Column.Name}' has {string.Join(", ", other.Take(4))}, which don't add up to 1. "
                + "Put MulticlassClassification.Calibrators().Temperature() before."
        );
    }

    /// <summary>Where the classes of the labels are among the scores: data may have numbered them in another order.</summary>
    private static int[] Places(DataViewSchema.Column label, ScoreColumn column)
    {
        ClassList classes =
            ClassList.Of(label)
            ?? throw new ArgumentException($"The label column '{label.Name}' has type {label.Type}, without a count; needed: a key.");
        // Numbers are taken as they are where only one of the two has names.
        bool comparable = !classes.IsOfOtherType(column.Classes);
        if (!comparable && classes.Count == column.Width)
            return [.. Enumerable.Range(0, classes.Count)];
        int[] places = comparable ? classes.PlacesIn(column.Classes) : [-1];
        int unknown = Array.IndexOf(places, -1);
        return unknown < 0
            ? places
            : throw new ArgumentException(
                $"The label column '{label.Name}' has the class {classes.NameOf(unknown)}, which the model doesn't know; its classes are "
                    + $"{column.Classes}."
            );
    }
}
