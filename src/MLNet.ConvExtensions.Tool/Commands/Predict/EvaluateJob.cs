using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>Judges a saved model by images of known classes.</summary>
internal sealed class EvaluateJob(TextWriter output, TextWriter error)
{
    public required FileInfo Model { get; init; }

    public string? Column { get; init; }

    public required ImagesArgument Images { get; init; }

    /// <summary>Of a model that says yes or no, the class that is yes; null where the classes are named so.</summary>
    public string? Positive { get; init; }

    /// <summary>Whether images that can't be read are left out.</summary>
    public bool SkipBad { get; init; }

    /// <exception cref="UsageException">There are no such images, or they have classes that the model doesn't know.</exception>
    /// <exception cref="ImageInputException">An image can't be read, or the model takes none.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(CancellationToken stop)
    {
        var images = LabelledImages.Read(new MLContext(), Images, output, error);
        using ImageModel model = SavedModel.LoadClassifier(Model, Column);
        if (Positive is not null && !model.IsBinary)
        {
            throw new UsageException(
                $"--positive is '{Positive}', but the model tells {model.Classes.Count} classes apart; "
                    + "it is for models that say yes or no."
            );
        }

        string[] names = Positive is null ? [.. model.Classes] : [$"not {Positive}", Positive];
        int[] truths = Truths(images.Labels, names);
        var rows = new List<Row>();
        foreach ((ImagePrediction prediction, int place) in model.Predict(images.Paths).Until(stop).Select((p, i) => (p, i)))
        {
            if (prediction.Error is { } reason)
                Skip(reason);
            else
                rows.Add(new Row(place, truths[place], [.. prediction.Classes.OrderBy(c => c.Index).Select(c => c.Probability)]));
        }

        if (rows.Count == 0)
            throw new ImageInputException($"None of the {truths.Length} images can be read, so there is nothing to judge.");
        int unread = truths.Length - rows.Count;
        output.WriteLine(
            $"{rows.Count} images of {rows.DistinctBy(r => r.Label).Count()} of the model's {names.Length} classes."
                + (unread == 0 ? "" : $" {unread} images could not be read and were left out.")
        );
        ClassReport.Write(output, Judge(rows, names), "these images");
        if (images.HasGroups)
        {
            string[] groups = images.Groups;
            bool[] right = [.. rows.Select(r => Array.IndexOf(r.Score, r.Score.Max()) == r.Label)];
            GroupReport.Write(output, [.. rows.Select(r => groups[r.Place])], right);
        }
    }

    private void Skip(string reason)
    {
        if (!SkipBad)
            throw new ImageInputException(reason);
        PredictionLines.Tell(error, reason);
    }

    /// <summary>The class of each image by its place in the model.</summary>
    private int[] Truths(string[] given, string[] names)
    {
        string[] labels = Positive is null ? given : [.. given.Select(l => l == Positive ? names[1] : names[0])];
        if (Positive is not null && !labels.Contains(Positive))
            throw new UsageException($"--positive is '{Positive}'; the folders are {string.Join(", ", given.Distinct())}.");
        string[] unknown = [.. labels.Distinct().Except(names)];
        if (unknown.Length == 0)
            return [.. labels.Select(l => Array.IndexOf(names, l))];
        string hint = names is ["false", "true"] ? " Name the class of what is true by --positive." : "";
        throw new UsageException($"The model doesn't know {Listed(unknown)}; its classes are {Listed(names)}.{hint}");
    }

    private static string Listed(string[] names) => string.Join(", ", names.Select(n => $"'{n}'"));

    private static MulticlassClassificationMetrics Judge(List<Row> rows, string[] names)
    {
        var context = new MLContext();
        VBuffer<ReadOnlyMemory<char>> values = new(names.Length, [.. names.Select(n => n.AsMemory())]);
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), names.Length);
        schema[nameof(Row.Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, names.Length);
        schema[nameof(Row.Label)].AddAnnotation("KeyValues", values, new VectorDataViewType(TextDataViewType.Instance, names.Length));
        schema[nameof(Row.Score)].AddAnnotation("SlotNames", values, new VectorDataViewType(TextDataViewType.Instance, names.Length));
        // In memory 0 is the first class. The evaluator goes by the scores; the column of what is predicted has to be there.
        IDataView judged = context.Data.LoadFromEnumerable(rows, schema);
        return context.MulticlassClassification.Evaluate(judged, predictedLabelColumnName: nameof(Row.Label));
    }

    private sealed class Row(int place, int label, float[] score)
    {
        /// <summary>The image's place among all.</summary>
        [NoColumn]
        public int Place { get; } = place;

        public uint Label { get; set; } = (uint)label;

        public float[] Score { get; set; } = score;
    }
}
