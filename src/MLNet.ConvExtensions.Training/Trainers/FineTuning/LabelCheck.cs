using Microsoft.Extensions.Logging;
using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>Looks at the labels alone, before hours are spent on images.</summary>
internal static class LabelCheck
{
    /// <summary>Checks that there is something to learn from, and warns of classes that can't be validated.</summary>
    /// <returns>The number of rows, those of the validation set included.</returns>
    /// <exception cref="ArgumentException">Every class has one image, or there is one class.</exception>
    public static long Check(IDataView data, ModelTask task, TrainingOptions options)
    {
        if (task is ModelTask.Regression or ModelTask.Multilabel)
            return Rows(data, task, options) + (options.ValidationSet is null ? 0 : Rows(options.ValidationSet, task, options));
        Dictionary<string, int> counts = Count(data, task, options);
        Dictionary<string, int>? validation = options.ValidationSet is null ? null : Count(options.ValidationSet, task, options);
        long rows = counts.Values.Sum(n => (long)n) + (validation?.Values.Sum(n => (long)n) ?? 0);
        if (counts.Count < 2)
            throw new ArgumentException(
                $"All {rows} rows have the same label in column '{options.LabelColumnName}'; needed: two classes or more."
            );
        if (counts.Values.All(n => n == 1))
            throw new ArgumentException(
                $"Each of the {counts.Count} classes of column '{options.LabelColumnName}' has one "
                    + "image; needed: two or more, better twenty."
            );
        string[] missing = validation is null ? [] : [.. counts.Keys.Where(c => !validation.ContainsKey(c))];
        if (missing.Length > 0)
            options.Logger?.LogWarning("The validation has no images of {Classes}: it says nothing of them.", Names(missing));
        IEnumerable<KeyValuePair<string, int>> few =
            options.ValidationFraction == 0 || options.GroupColumnName is not null
                ? []
                : counts.Where(c => Math.Min(Math.Round(c.Value * options.ValidationFraction), c.Value - 1) < 1);
        string[] rare = [.. few.Select(c => $"{c.Key} ({c.Value})")];
        if (rare.Length > 0)
        {
            options.Logger?.LogWarning(
                "All images of {Classes} are learned from, or nearly all: {Fraction} of them for the "
                    + "validation is less than one image. It says little of them.",
                Names(rare),
                options.ValidationFraction
            );
        }

        return rows;
    }

    /// <summary>How many rows there are, whose labels are all looked at.</summary>
    private static long Rows(IDataView data, ModelTask task, TrainingOptions options)
    {
        var reader = new TargetReader(data, options.LabelColumnName, task, classes: null);
        var target = new float[reader.Width];
        using DataViewRowCursor cursor = data.GetRowCursor([reader.Column]);
        Action<int, float[]> read = reader.Open(cursor);
        int rows = 0;
        for (; cursor.MoveNext(); rows++)
            read(rows, target);
        return rows;
    }

    private static Dictionary<string, int> Count(IDataView data, ModelTask task, TrainingOptions options)
    {
        ClassList? classes = task == ModelTask.Multiclass ? ClassList.Of(ColumnValues.Find(data, options.LabelColumnName, "label")) : null;
        var counts = new Dictionary<string, int>();
        foreach (double label in ColumnValues.Labels(data, task, options.LabelColumnName))
        {
            if (task == ModelTask.Multiclass && label < 0)
                throw new ArgumentException(
                    $"Row {counts.Values.Sum()}, column '{options.LabelColumnName}': the label is missing. Leave such rows out."
                );
            string name = task switch
            {
                ModelTask.Multiclass => classes!.NameOf((int)label),
                ModelTask.Binary => label > 0 ? "true" : "false",
                _ => "",
            };
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return counts;
    }

    private static string Names(string[] names) =>
        string.Join(", ", names.Take(8)) + (names.Length > 8 ? $" and {names.Length - 8} more" : "");
}
