using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Trained;

namespace MLNet.ConvExtensions.Serving;

/// <summary>The columns that a model predicts in, and the names of its classes.</summary>
internal sealed class ModelOutput
{
    private const int Shown = 4;

    private const string Score = "Score",
        Probability = "Probability",
        PredictedLabel = "PredictedLabel",
        ScoreKind = "ScoreColumnKind";

    private static readonly string[] BinaryClasses = ["false", "true"];

    private readonly string[] _columns;

    private ModelOutput(ModelTask task, IReadOnlyList<string> classes, params string[] columns)
    {
        Task = task;
        Classes = classes;
        _columns = columns;
    }

    public ModelTask Task { get; }

    /// <summary>The classes' names; none for a regression.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>How many numbers a regression predicts; 0 for classes and labels.</summary>
    public int Numbers { get; private init; }

    /// <summary>What is decided beside the scores; null unless there are several classes.</summary>
    public DecidedColumns? Decided { get; private init; }

    /// <param name="schema">What the model makes of its input.</param>
    /// <param name="model">What to call the model at the start of a message.</param>
    /// <param name="note">What its network says of its vectors; null of models that weren't trained here.</param>
    /// <exception cref="NotSupportedException">It predicts neither classes nor a number.</exception>
    public static ModelOutput Of(DataViewSchema schema, string model, OutputNote? note)
    {
        if (schema.GetColumnOrNull(Score) is not { } score)
        {
            string columns = string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => $"'{c.Name}'"));
            throw new NotSupportedException($"{model} has no column '{Score}'; it gives {columns}. Needed: a model with a trainer.");
        }

        if (OfSeveral(schema, score, note) is { } together)
            return together;
        bool several = score.Type is VectorDataViewType { Size: > 1 } vector && vector.ItemType == NumberDataViewType.Single;
        bool yesOrNo = schema.GetColumnOrNull(PredictedLabel) is { Type: BooleanDataViewType };
        ModelTask? task = (several, score.Type == NumberDataViewType.Single, yesOrNo) switch
        {
            (true, _, _) => ModelTask.Multiclass,
            (_, true, true) => ModelTask.Binary,
            (_, true, false) => ModelTask.Regression,
            _ => null,
        };
        // A trainer says what its scores are: not all numbers of others, distances to clusters say, can be read as these.
        string? kind = Text(score, ScoreKind);
        if (task is null || (kind is not null && kind != KindOf(task.Value)))
        {
            string what = kind is null ? $"{score.Type}" : $"{score.Type} of the kind {kind}";
            throw new NotSupportedException($"{model} predicts a {what}; needed: classes (several, or true and false), or a number.");
        }

        return task.Value switch
        {
            ModelTask.Multiclass => OfClasses(schema, Names(schema, score, ((VectorDataViewType)score.Type).Size)),
            ModelTask.Binary when schema.GetColumnOrNull(Probability)?.Type == NumberDataViewType.Single => new ModelOutput(
                ModelTask.Binary,
                BinaryClasses,
                Score,
                PredictedLabel,
                Probability
            ),
            ModelTask.Binary => new ModelOutput(ModelTask.Binary, BinaryClasses, Score, PredictedLabel),
            _ => new ModelOutput(ModelTask.Regression, [], Score) { Numbers = 1 },
        };
    }

    /// <summary>Several classes, with what decisions in the model make of them.</summary>
    private static ModelOutput OfClasses(DataViewSchema schema, IReadOnlyList<string> classes)
    {
        var decided = new DecidedColumns(schema, classes);
        return new ModelOutput(ModelTask.Multiclass, classes, [Score, .. decided.Columns]) { Decided = decided };
    }

    /// <summary>Several labels at once, or several numbers; null of other models. No trainer of ML.NET's own predicts such.</summary>
    private static ModelOutput? OfSeveral(DataViewSchema schema, DataViewSchema.Column score, OutputNote? note)
    {
        if (score.Type is not VectorDataViewType { Size: > 0 } vector || vector.ItemType != NumberDataViewType.Single)
            return null;
        bool labels =
            schema.GetColumnOrNull(PredictedLabel)?.Type is VectorDataViewType { ItemType: BooleanDataViewType } flags
            && flags.Size == vector.Size
            && schema.GetColumnOrNull(Probability)?.Type is VectorDataViewType probabilities
            && probabilities.Size == vector.Size;
        string[] names = [.. Enumerable.Range(0, vector.Size).Select(i => note?.Names?.ElementAtOrDefault(i) ?? $"label {i}")];
        return labels ? new ModelOutput(ModelTask.Multilabel, names, Score, PredictedLabel, Probability)
            : note?.Task == nameof(ModelTask.Regression) ? new ModelOutput(ModelTask.Regression, [], Score) { Numbers = vector.Size }
            : null;
    }

    /// <summary>The columns among those of a schema.</summary>
    public IEnumerable<DataViewSchema.Column> ColumnsIn(DataViewSchema schema) => _columns.Select(name => schema[name]);

    /// <summary>What reads the prediction of a row at hand.</summary>
    /// <exception cref="ImageInputException">Thrown by what is returned: a number is missing (NaN).</exception>
    public Func<ImagePrediction> Reader(DataViewRow row)
    {
        if (Task == ModelTask.Multiclass)
        {
            ValueGetter<VBuffer<float>> scores = row.GetGetter<VBuffer<float>>(row.Schema[Score]);
            Func<ImagePrediction, ImagePrediction> decide = Decided!.Reader(row);
            VBuffer<float> buffer = default;
            return () =>
            {
                scores(ref buffer);
                return decide(ImagePrediction.FromScores(Classes, Present([.. buffer.DenseValues()])));
            };
        }

        if (Task == ModelTask.Multilabel)
            return ReaderOfLabels(row);
        if (row.Schema[Score].Type is VectorDataViewType)
        {
            Func<float[]> numbers = Vector<float>(row, Score);
            return () =>
            {
                float[] values = Present(numbers());
                return new ImagePrediction { Values = values, Scores = values };
            };
        }

        ValueGetter<float> score = row.GetGetter<float>(row.Schema[Score]);
        if (Task == ModelTask.Regression)
        {
            return () =>
            {
                float value = Read(score);
                return new ImagePrediction { Value = value, Scores = Present([value]) };
            };
        }

        ValueGetter<bool> label = row.GetGetter<bool>(row.Schema[PredictedLabel]);
        ValueGetter<float>? probability = _columns.Contains(Probability) ? row.GetGetter<float>(row.Schema[Probability]) : null;
        return () => OfTwo(Read(label), Read(score), probability is null ? null : Read(probability));
    }

    private Func<ImagePrediction> ReaderOfLabels(DataViewRow row)
    {
        Func<float[]> scores = Vector<float>(row, Score),
            probabilities = Vector<float>(row, Probability);
        Func<bool[]> predicted = Vector<bool>(row, PredictedLabel);
        return () =>
        {
            bool[] labels = predicted();
            return new ImagePrediction
            {
                Scores = Present(scores()),
                Classes = ImagePrediction.Rank(Classes, [.. probabilities().Select(p => (double)p)]),
                Labels = [.. Classes.Where((_, i) => labels[i])],
            };
        };
    }

    private static Func<T[]> Vector<T>(DataViewRow row, string column)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(row.Schema[column]);
        VBuffer<T> buffer = default;
        return () =>
        {
            getter(ref buffer);
            return [.. buffer.DenseValues()];
        };
    }

    private ImagePrediction OfTwo(bool label, float score, float? probability)
    {
        Present([score, probability ?? score]);
        double yes = probability ?? 1 / (1 + Math.Exp(-score));
        return new ImagePrediction
        {
            Label = Classes[label ? 1 : 0],
            Probability = (float)(label ? yes : 1 - yes),
            Classes = ImagePrediction.Rank(Classes, [1 - yes, yes]),
            Scores = [score],
        };
    }

    private static T Read<T>(ValueGetter<T> getter)
    {
        T value = default!;
        getter(ref value);
        return value;
    }

    private static float[] Present(float[] values) =>
        Array.Exists(values, float.IsNaN)
            ? throw new ImageInputException(
                $"The model predicts {string.Join(", ", values.Take(Shown))}{(values.Length > Shown ? ", ..." : "")} for the image: "
                    + "numbers are missing."
            )
            : values;

    private static string KindOf(ModelTask task) =>
        task switch
        {
            ModelTask.Multiclass => "MulticlassClassification",
            ModelTask.Binary => "BinaryClassification",
            _ => "Regression",
        };

    /// <summary>As stock trainers name them: by the scores' slots, or by the labels' values where these aren't text.</summary>
    private static IReadOnlyList<string> Names(DataViewSchema schema, DataViewSchema.Column score, int count)
    {
        DataViewSchema.Column[] labels = [.. schema.Where(c => c.Name == PredictedLabel).Reverse()];
        (DataViewSchema.Column Column, string Kind)[] places =
        [
            (score, "SlotNames"),
            (score, "TrainingLabelValues"),
            .. labels.Select(l => (l, "KeyValues")),
        ];
        return places.Select(place => ClassList.Of(place.Column, place.Kind, count)?.Names).FirstOrDefault(names => names is not null)
            ?? [.. Enumerable.Range(0, count).Select(c => $"class {c}")];
    }

    private static string? Text(DataViewSchema.Column column, string kind)
    {
        if (column.Annotations.Schema.GetColumnOrNull(kind) is not { Type: TextDataViewType })
            return null;
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(kind, ref text);
        return text.ToString();
    }
}
