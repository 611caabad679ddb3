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

    /// <exception cref="UsageException">There are no such images, or they have classes that the model doesn't know.</exception>
    /// <exception cref="ImageInputException">An image can't be read, or the model takes none.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(CancellationToken stop)
    {
        var images = LabelledImages.Read(new MLContext(), Images, output, error);
        using ImageModel model = SavedModel.Load(Model, Column);
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
        foreach (ImagePrediction prediction in model.Predict(images.Paths).Until(stop))
        {
            if (prediction.Error is not null)
                throw new ImageInputException(prediction.Error);
            float[] scores = [.. prediction.Classes.OrderBy(c => c.Index).Select(c => c.Probability)];
            rows.Add(new Row { Label = (uint)truths[rows.Count], Score = scores });
        }

        output.WriteLine($"{rows.Count} images of {truths.Distinct().Count()} of the model's {names.Length} classes.");
        ClassReport.Write(output, Judge(rows, names), "these images");
        if (images.HasGroups)
            GroupReport.Write(output, images.Groups, [.. rows.Select(r => Array.IndexOf(r.Score, r.Score.Max()) == r.Label)]);
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

    private sealed class Row
    {
        public uint Label { get; set; }

        public float[] Score { get; set; } = [];
    }
}
