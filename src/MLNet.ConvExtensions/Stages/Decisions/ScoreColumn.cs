using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Decisions;

/// <summary>The column of a classifier's scores, with the classes that they are of.</summary>
/// <param name="Name">The column.</param>
/// <param name="Classes">The classes, one a score.</param>
internal sealed record ScoreColumn(string Name, ClassList Classes)
{
    /// <summary>The column of scores of ML.NET's trainers.</summary>
    public const string Score = "Score";

    private const string PredictedLabel = "PredictedLabel";

    /// <summary>How far the sum of numbers may be from 1 for them to be probabilities.</summary>
    public const float Tolerance = 1e-3f;

    public int Width => Classes.Count;

    /// <exception cref="ArgumentException">The column is missing or of another type, or its classes aren't known.</exception>
    public static ScoreColumn Find(DataViewSchema schema)
    {
        if (schema.GetColumnOrNull(Score) is not { } score)
        {
            string columns = string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => c.Name));
            throw new ArgumentException(
                $"There is no column '{Score}'; the columns are: {columns}. Needed: the predictions of a classifier of several classes."
            );
        }

        if (score.Type is not VectorDataViewType { Size: > 1 } vector || vector.ItemType != NumberDataViewType.Single)
        {
            throw new ArgumentException(
                $"The column '{Score}' has type {score.Type}; needed: a vector of Single, one number a class, as of a classifier of "
                    + "several "
                    + "classes."
            );
        }

        // A later stage may have put the classes' names in the place of the keys; these are hidden then, not gone.
        ClassList? classes =
            schema.Where(c => c.Name == PredictedLabel).Select(ClassList.Of).LastOrDefault(c => c is not null && c.Count == vector.Size)
            ?? ClassList.Of(score, "TrainingLabelValues", vector.Size)
            ?? ClassList.Of(score, "SlotNames", vector.Size);
        return new ScoreColumn(
            Score,
            classes
                ?? throw new ArgumentException(
                    $"The classes of the column '{Score}' aren't known: there is no key '{PredictedLabel}' of {vector.Size} values, "
                        + "and the "
                        + "scores have no names."
                )
        );
    }

    /// <summary>Whether numbers are probabilities: 0 or more, and 1 together.</summary>
    public static bool AreProbabilities(ReadOnlySpan<float> scores)
    {
        double sum = 0;
        foreach (float score in scores)
        {
            if (!(score >= 0))
                return false;
            sum += score;
        }

        return Math.Abs(sum - 1) < Tolerance;
    }

    /// <summary>The place of a class.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public int PlaceOf(string name, string option)
    {
        IReadOnlyList<string> names = Names;
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }

        throw new ArgumentException($"{option} is '{name}', which is no class of the model; its classes are {Classes}.", option);
    }

    /// <summary>The names of the classes; of classes without names their numbers.</summary>
    public IReadOnlyList<string> Names => Classes.Names ?? [.. Enumerable.Range(1, Classes.Count).Select(i => $"{i}")];
}
