using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stock;

/// <summary>
/// Stock linear models with weights of our choice, which is how an ensemble adds up its members in a saved model: ML.NET has no stage that
/// takes a weighted sum, and its models can't be made from weights, but trainers take one step to them on the right rows.
/// </summary>
internal static class LinearModels
{
    private const string Label = "Label";

    // So small that the step has rate 1 and shrinks nothing.
    private const float NoRegularization = 1e-30f;

    /// <summary>A number: the weighted sum of a column's values.</summary>
    public static ITransformer Sum(MLContext context, string column, IReadOnlyList<float> weights)
    {
        // The loss is squared: the first row moves the weights by its features and the bias by 1, the second moves the bias back.
        var options = new OnlineGradientDescentTrainer.Options
        {
            FeatureColumnName = column,
            LabelColumnName = Label,
            LearningRate = 1,
            DecreaseLearningRate = false,
            Averaged = false,
            Shuffle = false,
            NumberOfIterations = 1,
        };
        return context
            .Regression.Trainers.OnlineGradientDescent(options)
            .Fit(Rows(context, column, weights.Count, [(Vector(weights, 1), 0.5f), (Zero(weights.Count), 0.5f)]));
    }

    /// <summary>
    /// Two classes: the score is the weighted mean of a column's values, less a half (times a power of two below 2, for whole weights, so
    /// that ties come out as 0 exactly); the probability is the mean.
    /// </summary>
    /// <param name="context">What the models are made in.</param>
    /// <param name="column">The column of values.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="spread">Lays weights out as the column's values are.</param>
    public static ITransformer[] Mean(MLContext context, string column, IReadOnlyList<float> weights, Func<float[], float[]> spread)
    {
        bool whole = weights.All(float.IsInteger) && weights.Sum() <= 1024;
        float total = weights.Sum();
        int scale = whole ? (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)total) : 1;
        float[] scaled = spread([.. weights.Select(w => whole ? w / scale : w / total)]);
        int sum = whole ? (int)total : 1;

        // One batch of rows on which the loss has its slope everywhere: weights are the mean of the features, the bias that of the labels'
        // signs.
        int batch = 4 * scale,
            positive = 2 * scale - sum;
        var rows = new List<(VBuffer<float>, float)> { (Vector(scaled, batch), 1) };
        for (int i = 1; i < batch; i++)
            rows.Add((Zero(scaled.Length), i < positive ? 1 : 0));
        ITransformer model = Step(context, column, scaled.Length, rows, bias: true);

        float half = sum / (2f * scale);
        IDataView ends = context.Data.LoadFromEnumerable(
            new[]
            {
                new ScoreRow { Score = -half },
                new ScoreRow { Score = half, Label = true },
            }
        );
        return [model, context.BinaryClassification.Calibrators.Isotonic(Label, "Score").Fit(ends)];
    }

    /// <summary>Two classes: the score is the weighted sum of a column's values, and the probability its sigmoid.</summary>
    public static ITransformer[] Logit(MLContext context, string column, IReadOnlyList<float> weights)
    {
        ITransformer model = Step(context, column, weights.Count, [(Vector(weights, 1), 1)], bias: false);
        IDataView score = context.Data.LoadFromEnumerable(
            new[]
            {
                new ScoreRow { Score = 1, Label = true },
            }
        );
        return [model, context.BinaryClassification.Calibrators.Platt(slope: -1, offset: 0).Fit(score)];
    }

    /// <summary>Several classes: the score of each is its weighted sum of a column's values.</summary>
    /// <param name="context"></param>
    /// <param name="column"></param>
    /// <param name="width"></param>
    /// <param name="classes"></param>
    /// <param name="weights">The weights of a class: the places of those that aren't 0, and their values.</param>
    public static ITransformer Sums(
        MLContext context,
        string column,
        int width,
        ClassList classes,
        Func<int, (int[] Places, float[] Values)> weights
    )
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(ClassRow));
        classes.Describe(schema[nameof(ClassRow.Label)]);
        SetFeatures(schema, column, width);
        IDataView rows = context.Data.LoadFromEnumerable(
            Enumerable.Range(0, classes.Count).Select(c => new ClassRow { Label = (uint)c, Features = Zero(width) }).ToList(),
            schema
        );
        var trainer = new ClassTrainer(
            context,
            column,
            c =>
            {
                (int[] places, float[] values) = weights(c);
                return Step(context, column, width, [(new VBuffer<float>(width, places.Length, values, places), 1)], bias: false);
            }
        );
        return context.MulticlassClassification.Trainers.OneVersusAll(trainer, Label, useProbabilities: false).Fit(rows);
    }

    private static BinaryPredictionTransformer<LinearBinaryModelParameters> Step(
        MLContext context,
        string column,
        int width,
        List<(VBuffer<float> Features, float Label)> rows,
        bool bias
    )
    {
        var options = new LinearSvmTrainer.Options
        {
            FeatureColumnName = column,
            LabelColumnName = Label,
            Lambda = NoRegularization,
            BatchSize = rows.Count,
            NoBias = !bias,
            Shuffle = false,
            NumberOfIterations = 1,
        };
        IDataView data = Rows(context, column, width, rows);
        IDataView labelled = context.Transforms.Conversion.ConvertType(Label, outputKind: DataKind.Boolean).Fit(data).Transform(data);
        return context.BinaryClassification.Trainers.LinearSvm(options).Fit(labelled);
    }

    private static IDataView Rows(MLContext context, string column, int width, List<(VBuffer<float> Features, float Label)> rows)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        SetFeatures(schema, column, width);
        return context.Data.LoadFromEnumerable(rows.ConvertAll(r => new Row { Features = r.Features, Label = r.Label }), schema);
    }

    private static void SetFeatures(SchemaDefinition schema, string column, int width)
    {
        SchemaDefinition.Column features = schema[nameof(Row.Features)];
        features.ColumnName = column;
        features.ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
    }

    private static VBuffer<float> Vector(IReadOnlyList<float> values, float scale) => new(values.Count, [.. values.Select(v => v * scale)]);

    private static VBuffer<float> Zero(int width) => new(width, 0, [], []);

    /// <summary>The trainer of a class against the others, told by the only row that is of the class which class it is.</summary>
    private sealed class ClassTrainer(
        MLContext context,
        string column,
        Func<int, BinaryPredictionTransformer<LinearBinaryModelParameters>> train
    ) : ITrainerEstimator<BinaryPredictionTransformer<LinearBinaryModelParameters>, LinearBinaryModelParameters>
    {
        private readonly LinearSvmTrainer _stock = context.BinaryClassification.Trainers.LinearSvm(LinearModels.Label, column);

        public TrainerInfo Info => _stock.Info;

        public BinaryPredictionTransformer<LinearBinaryModelParameters> Fit(IDataView input) =>
            train(input.GetColumn<bool>(LinearModels.Label).TakeWhile(isClass => !isClass).Count());

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _stock.GetOutputSchema(inputSchema);
    }

    private sealed class Row
    {
        public VBuffer<float> Features { get; set; }

        public float Label { get; set; }
    }

    private sealed class ClassRow
    {
        public VBuffer<float> Features { get; set; }

        public uint Label { get; set; }
    }

    private sealed class ScoreRow
    {
        public float Score { get; set; }

        public bool Label { get; set; }
    }
}
