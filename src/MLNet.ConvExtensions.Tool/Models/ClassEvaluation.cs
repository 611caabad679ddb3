using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>How often a model that tells classes apart is right.</summary>
internal sealed record ClassEvaluation : ModelEvaluation
{
    /// <summary>Where probabilities are rounded to 0, their logarithm is that of this.</summary>
    private const double Least = 1e-15;

    /// <summary>What is taken for what; null where there are too many classes for a table to be read.</summary>
    private string? _table;

    [JsonPropertyOrder(-3)]
    public override string Task => "multiclass";

    /// <summary>How many classes the model tells apart.</summary>
    public int Classes { get; private init; }

    /// <summary>How often the class that the model finds most probable is right.</summary>
    public double Accuracy { get; private init; }

    /// <summary>The mean of the accuracies of the classes that there are images of.</summary>
    public double AccuracyByClass { get; private init; }

    /// <summary>The mean of minus the natural logarithm of the right class's probability.</summary>
    public double LogLoss { get; private init; }

    /// <summary>How many classes may be named; null where only one may.</summary>
    public int? TopK { get; private init; }

    /// <summary>How often the right class is among so many most probable ones.</summary>
    public double? TopKAccuracy { get; private init; }

    public double? TopKError { get; private init; }

    /// <summary>The classes that there are images of, the worst first.</summary>
    public IReadOnlyList<ClassResult> ByClass { get; private init; } = [];

    protected override string GroupMeasure => "Accuracy";

    protected override string Scope => $" of {ByClass.Count} of the model's {Classes} classes";

    /// <param name="images">The images that could be read, one or more.</param>
    /// <param name="all">All images, in their order.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="topK">How many classes may be named; null for one alone.</param>
    public static ClassEvaluation Of(
        IReadOnlyList<JudgedImage> images,
        IReadOnlyList<JudgedImage> all,
        IReadOnlyList<string> classes,
        int? topK
    )
    {
        double? topKAccuracy = topK is { } k ? images.Average(i => i.Rank <= k ? 1 : 0) : null;
        IReadOnlyList<ClassResult> byClass = ClassResult.Of(images, classes, topK);
        return new ClassEvaluation
        {
            _table = classes.Count <= JudgedImage.MostKept ? Table(images, classes) : null,
            Images = images.Count,
            Unread = all.Count - images.Count,
            Classes = classes.Count,
            Accuracy = images.Average(i => i.Rank == 1 ? 1 : 0),
            AccuracyByClass = byClass.Average(c => c.Accuracy),
            LogLoss = -images.Average(i => Math.Log(Math.Max(i.OfTruth, Least))),
            TopK = topK,
            TopKAccuracy = topKAccuracy,
            TopKError = 1 - topKAccuracy,
            ByClass = byClass,
            Groups = GroupValue.Of(images, i => i.Rank == 1 ? 1 : 0, isHigherBetter: true),
            Results = [.. all.Select(i => ImageResult.Of(i) with { Rank = i.Prediction.Error is null ? i.Rank : null })],
        };
    }

    protected override void WriteFigures(TextWriter output)
    {
        output.WriteLine($"Accuracy on these images: {Figure(Accuracy)}, by class {Figure(AccuracyByClass)}, log loss {Figure(LogLoss)}");
        if (TopK is not null)
            output.WriteLine($"Top-{TopK} accuracy on these images: {Figure(TopKAccuracy)}, error {Figure(TopKError)}");
        if (_table is not null)
            output.WriteLine(_table);
        else
            ClassResult.Write(output, ByClass, TopK, JudgedImage.MostKept);
    }

    private static string Table(IReadOnlyList<JudgedImage> images, IReadOnlyList<string> names)
    {
        var context = new MLContext();
        VBuffer<ReadOnlyMemory<char>> values = new(names.Count, [.. names.Select(n => n.AsMemory())]);
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), names.Count);
        schema[nameof(Row.Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, names.Count);
        schema[nameof(Row.Label)].AddAnnotation("KeyValues", values, new VectorDataViewType(TextDataViewType.Instance, names.Count));
        schema[nameof(Row.Score)].AddAnnotation("SlotNames", values, new VectorDataViewType(TextDataViewType.Instance, names.Count));
        // In memory 0 is the first class. The evaluator goes by the scores; the column of what is predicted has to be there.
        IDataView judged = context.Data.LoadFromEnumerable(
            images.Select(i => new Row
            {
                Label = (uint)i.Truth,
                Score = [.. i.Prediction.Classes.OrderBy(c => c.Index).Select(c => c.Probability)],
            }),
            schema
        );
        MulticlassClassificationMetrics metrics = context.MulticlassClassification.Evaluate(
            judged,
            predictedLabelColumnName: nameof(Row.Label)
        );
        return metrics.ConfusionMatrix.GetFormattedConfusionTable().TrimEnd();
    }

    private sealed class Row
    {
        public uint Label { get; set; }

        public float[] Score { get; set; } = [];
    }
}
