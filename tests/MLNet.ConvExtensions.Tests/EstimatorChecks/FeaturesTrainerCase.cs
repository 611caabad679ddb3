using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <summary>A trainer over a vector of four floats named 'Features': three overlapping clouds of points, or a sum to be learnt.</summary>
public abstract class FeaturesTrainerCase(TrainerTask task) : TrainerCase
{
    private static readonly string[] Classes = ["lynx", "marten", "owl"];

    public override TrainerTask Task => task;

    public override IReadOnlyList<string> InputColumns => ["Features"];

    public override IDataView CreateData(int rows)
    {
        IDataView data = Context.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(CreateRow).ToList());
        return task switch
        {
            TrainerTask.Multiclass => WithKeys(data),
            TrainerTask.Binary => WithoutSpare(Context.Transforms.CopyColumns("Label", "IsFirst"), data),
            _ => WithoutSpare(Context.Transforms.CopyColumns("Label", "Amount"), data),
        };
    }

    public override IDataView CreateDataOfWrongType() =>
        Context
            .Transforms.Conversion.ConvertType("Features", outputKind: DataKind.Double)
            .Fit(CreateData(TrainingRows))
            .Transform(CreateData(TrainingRows));

    public override float[] PredictOne(ITransformer transformer, int row)
    {
        var options = new PredictionEngineOptions { OwnsTransformer = false };
        Input input = new()
        {
            Features = CreateRow(row).Features,
            Number = row,
            Name = $"row {row}",
        };
        if (task == TrainerTask.Multiclass)
        {
            using PredictionEngine<Input, Scores> classes = new MLContext().Model.CreatePredictionEngine<Input, Scores>(
                transformer,
                options
            );
            return classes.Predict(input).Score;
        }

        using PredictionEngine<Input, OneScore> engine = new MLContext().Model.CreatePredictionEngine<Input, OneScore>(
            transformer,
            options
        );
        return [engine.Predict(input).Score];
    }

    private static Row CreateRow(int number)
    {
        var random = new Random(number);
        int kind = number % Classes.Length;
        float[] features = [.. Enumerable.Range(0, 4).Select(i => (i == kind ? 2f : 0) + 2 * random.NextSingle())];
        return new Row
        {
            Features = features,
            Number = number,
            Name = $"row {number}",
            Kind = Classes[kind],
            IsFirst = kind == 0,
            Amount = features[0] + 2 * features[1],
        };
    }

    private IDataView WithKeys(IDataView data)
    {
        var known = Context.Data.LoadFromEnumerable(Classes.Select(c => new { Kind = c }));
        return WithoutSpare(Context.Transforms.Conversion.MapValueToKey("Label", "Kind", keyData: known), data);
    }

    private IDataView WithoutSpare(IEstimator<ITransformer> label, IDataView data) =>
        label.Append(Context.Transforms.DropColumns("Kind", "IsFirst", "Amount")).Fit(data).Transform(data);

    private sealed class Row
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public int Number { get; set; }

        public string Name { get; set; } = "";

        public string Kind { get; set; } = "";

        public bool IsFirst { get; set; }

        public float Amount { get; set; }
    }

    private sealed class Input
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public int Number { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class Scores
    {
        public float[] Score { get; set; } = [];
    }

    private sealed class OneScore
    {
        public float Score { get; set; }
    }
}
