using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>How often a model that tells classes apart is right.</summary>
internal sealed record ClassEvaluation : ModelEvaluation
{
    /// <summary>With more classes than these a table of what is taken for what can't be read.</summary>
    private const int MostInTable = 20;

    private MulticlassClassificationMetrics? _metrics;

    [JsonPropertyOrder(-3)]
    public override string Task => "multiclass";

    /// <summary>How many classes the model tells apart.</summary>
    public int Classes { get; private init; }

    /// <summary>How often the class that the model finds most probable is right.</summary>
    public double Accuracy { get; private init; }

    /// <summary>The mean of the accuracies of the classes that there are images of.</summary>
    public double AccuracyByClass { get; private init; }

    /// <summary>The mean of minus the natural logarithm of the right class's probability.</summary>
    public double? LogLoss { get; private init; }

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
        MulticlassClassificationMetrics metrics = Judge(images, classes);
        double? topKAccuracy = topK is { } k ? images.Average(i => RankOf(i) <= k ? 1 : 0) : null;
        return new ClassEvaluation
        {
            _metrics = metrics,
            Images = images.Count,
            Unread = all.Count - images.Count,
            Classes = classes.Count,
            Accuracy = metrics.MicroAccuracy,
            AccuracyByClass = metrics.MacroAccuracy,
            LogLoss = Finite(metrics.LogLoss),
            TopK = topK,
            TopKAccuracy = topKAccuracy,
            TopKError = 1 - topKAccuracy,
            ByClass = ClassResult.Of(images, classes, topK, RankOf),
            Groups = GroupValue.Of(images, i => RankOf(i) == 1 ? 1 : 0, isHigherBetter: true),
            Results = [.. all.Select(i => ImageResult.Of(i) with { Rank = i.Prediction.Error is null ? RankOf(i) : null })],
        };
    }

    protected override void WriteFigures(TextWriter output)
    {
        output.WriteLine($"Accuracy on these images: {Figure(Accuracy)}, by class {Figure(AccuracyByClass)}, log loss {Figure(LogLoss)}");
        if (TopK is not null)
            output.WriteLine($"Top-{TopK} accuracy on these images: {Figure(TopKAccuracy)}, error {Figure(TopKError)}");
        if (Classes <= MostInTable)
            output.WriteLine(_metrics!.ConfusionMatrix.GetFormattedConfusionTable().TrimEnd());
        else
            ClassResult.Write(output, ByClass, TopK, MostInTable);
    }

    /// <summary>The place of the right class, from 1: one more than classes with a higher score, or with the same and before it.</summary>
    private static int RankOf(JudgedImage image)
    {
        int truth = (int)image.Truth;
        // Probabilities may be rounded to the same where scores are not.
        float[] scores =
            image.Prediction.Scores.Length == image.Prediction.Classes.Count
                ? image.Prediction.Scores
                : [.. image.Prediction.Classes.OrderBy(c => c.Index).Select(c => c.Probability)];
        return 1 + scores.Where((score, c) => score > scores[truth] || (score == scores[truth] && c < truth)).Count();
    }

    private static MulticlassClassificationMetrics Judge(IReadOnlyList<JudgedImage> images, IReadOnlyList<string> names)
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
        return context.MulticlassClassification.Evaluate(judged, predictedLabelColumnName: nameof(Row.Label));
    }

    private sealed class Row
    {
        public uint Label { get; set; }

        public float[] Score { get; set; } = [];
    }
}
