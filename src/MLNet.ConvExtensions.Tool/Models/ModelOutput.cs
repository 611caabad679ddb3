using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>What a classifier gives: a number for each class, and the classes' names.</summary>
internal sealed class ModelOutput
{
    private const string Score = "Score", Probability = "Probability", PredictedLabel = "PredictedLabel";

    private ModelOutput(IReadOnlyList<string> classes, string column, bool isBinary)
    {
        Classes = classes;
        Column = column;
        IsBinary = isBinary;
    }

    public IReadOnlyList<string> Classes { get; }

    /// <summary>Whether there is one number, which says how likely yes is.</summary>
    public bool IsBinary { get; }

    private string Column { get; }

    /// <param name="schema">What the model makes of its input.</param>
    /// <param name="model">The model's name, for messages.</param>
    /// <exception cref="ImageInputException">It is no classifier.</exception>
    public static ModelOutput Of(DataViewSchema schema, string model)
    {
        if (schema.GetColumnOrNull(Score) is not { } score)
            throw new ImageInputException($"The model '{model}' has no column '{Score}'; it gives {string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => $"'{c.Name}'"))}. Needed: a model that tells classes apart.");
        if (score.Type is VectorDataViewType { Size: > 1 } vector && vector.ItemType == NumberDataViewType.Single)
            return new ModelOutput(Names(schema, score, vector.Size), Score, isBinary: false);
        if (schema.GetColumnOrNull(PredictedLabel) is { Type: BooleanDataViewType } && score.Type == NumberDataViewType.Single)
            return new ModelOutput(["false", "true"], schema.GetColumnOrNull(Probability) is null ? Score : Probability, isBinary: true);
        throw new ImageInputException($"The model '{model}' predicts a {score.Type}; needed: a model that tells classes apart.");
    }

    /// <summary>A probability for each class, for each row.</summary>
    public IEnumerable<double[]> Read(IDataView scored)
    {
        if (!IsBinary)
            return scored.GetColumn<float[]>(Column).Select(scores => ClassProbabilities.Of(scores));
        return scored.GetColumn<float>(Column).Select(s => Column == Probability ? s : 1 / (1 + Math.Exp(-s))).Select(yes => new[] { 1 - yes, yes });
    }

    /// <summary>As stock trainers name them: by the scores' slots, or by the labels' values where these aren't text.</summary>
    private static string[] Names(DataViewSchema schema, DataViewSchema.Column score, int count)
    {
        if (Annotation<ReadOnlyMemory<char>>(score, "SlotNames", count) is { } slots)
            return [.. slots.Select(s => s.ToString())];
        DataViewSchema.Column? label = schema.GetColumnOrNull(PredictedLabel);
        foreach ((DataViewSchema.Column column, string kind) in new[] { (score, "TrainingLabelValues"), (label ?? score, "KeyValues") })
        {
            if (column.Annotations.Schema.GetColumnOrNull(kind)?.Type is not VectorDataViewType type || type.Size != count)
                continue;
            Func<DataViewSchema.Column, string, int, string[]> read = Written<float>;
            return (string[])read.Method.GetGenericMethodDefinition().MakeGenericMethod(type.ItemType.RawType).Invoke(null, [column, kind, count])!;
        }

        return [.. Enumerable.Range(0, count).Select(c => $"class {c}")];
    }

    private static string[] Written<T>(DataViewSchema.Column column, string kind, int count) =>
        [.. Annotation<T>(column, kind, count)!.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)!)];

    private static T[]? Annotation<T>(DataViewSchema.Column column, string kind, int count)
    {
        if (column.Annotations.Schema.GetColumnOrNull(kind) is not { Type: VectorDataViewType type } || type.Size != count || type.ItemType.RawType != typeof(T))
            return null;
        VBuffer<T> values = default;
        column.Annotations.GetValue(kind, ref values);
        return [.. values.DenseValues()];
    }
}
