using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>What a fitted member adds to a row, checked against the task.</summary>
internal sealed record MemberOutput
{
    private const string Score = "Score",
        Probability = "Probability",
        PredictedLabel = "PredictedLabel";

    private MemberOutput(string source, int width, ClassList? classes)
    {
        Source = source;
        Width = width;
        Classes = classes;
    }

    /// <summary>The column that is combined.</summary>
    public string Source { get; }

    /// <summary>The numbers in it, or, of votes, those that it is turned into.</summary>
    public int Width { get; }

    /// <summary>The classes, where there are several.</summary>
    public ClassList? Classes { get; }

    /// <summary>
    /// Of votes, whether the scores stand beside them, one for each number: where they are missing, so is the vote. A predicted label alone
    /// doesn't tell.
    /// </summary>
    public bool HasScores { get; private init; }

    /// <summary>The predicted labels of a member.</summary>
    public static MemberOutput Vote(string member, ModelTask task, DataViewSchema schema)
    {
        DataViewSchema.Column label = Find(member, schema, PredictedLabel);
        DataViewType? score = schema.GetColumnOrNull(Score)?.Type;
        if (task == ModelTask.Binary)
            return label.Type is BooleanDataViewType
                ? new(PredictedLabel, 1, null) { HasScores = score == NumberDataViewType.Single }
                : throw Mismatch(member, label, "Boolean, as of a binary classifier");
        ClassList classes = ClassList.Of(label) ?? throw Mismatch(member, label, "a key, as of a classifier of several classes");
        return new(PredictedLabel, classes.Count, classes) { HasScores = IsShares(score, classes.Count) };
    }

    /// <summary>The probabilities of a classifier, the numbers of a regression.</summary>
    /// <param name="member"></param>
    /// <param name="task"></param>
    /// <param name="schema"></param>
    /// <param name="allowUncalibrated">Whether a binary classifier's score will do where it has no probability.</param>
    public static MemberOutput Number(string member, ModelTask task, DataViewSchema schema, bool allowUncalibrated)
    {
        DataViewSchema.Column score = Find(member, schema, Score);
        if (task == ModelTask.Multiclass)
        {
            ClassList classes = Vote(member, task, schema).Classes!;
            return IsShares(score.Type, classes.Count)
                ? new(Score, classes.Count, classes)
                : throw Mismatch(member, score, $"a vector of {classes.Count} floats, one a class of its PredictedLabel");
        }

        if (score.Type != NumberDataViewType.Single)
            throw Mismatch(member, score, "Single");
        if (task == ModelTask.Regression)
        {
            return schema.GetColumnOrNull(PredictedLabel) is null
                ? new(Score, 1, null)
                : throw new InvalidOperationException(
                    $"{member} is a classifier (it adds a column '{PredictedLabel}'), but the ensemble is one of regressions."
                );
        }

        Vote(member, task, schema);
        if (schema.GetColumnOrNull(Probability)?.Type == NumberDataViewType.Single)
            return new(Probability, 1, null);
        return allowUncalibrated
            ? new(Score, 1, null)
            : throw new InvalidOperationException(
                $"{member} adds no column '{Probability}'. Append BinaryClassification.Calibrators.Platt() to it, or let the members vote."
            );
    }

    private static bool IsShares(DataViewType? type, int classes) =>
        type is VectorDataViewType { ItemType: NumberDataViewType item } vector
        && item == NumberDataViewType.Single
        && vector.Size == classes;

    private static DataViewSchema.Column Find(string member, DataViewSchema schema, string column) =>
        schema.GetColumnOrNull(column)
        ?? throw new InvalidOperationException($"{member} adds no column '{column}': a trainer has to be at its end.");

    private static InvalidOperationException Mismatch(string member, DataViewSchema.Column column, string wanted) =>
        new($"{member} doesn't fit into the ensemble: its column '{column.Name}' has type {column.Type}; needed: {wanted}.");
}
