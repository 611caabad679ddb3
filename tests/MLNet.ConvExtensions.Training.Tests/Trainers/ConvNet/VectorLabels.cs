using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>Labels that are vectors, of stripes across and stripes down, and trainers that learn them.</summary>
internal static class VectorLabels
{
    public const string Numbers = "numbers",
        Labels = "labels",
        Flags = "flags";

    private static readonly MLContext Ml = new(1);

    public static ConvNetOptions Usual() =>
        new()
        {
            Epochs = 12,
            BatchSize = 10,
            LearningRate = 0.01,
            NumberOfThreads = 1,
        };

    public static OnnxNetwork Untrained(int outputs) =>
        NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(8, 3).Relu().MaxPool(2).Flatten().Dense(outputs).Build();

    public static ConvNetTransformer Fit(string form, ConvNetOptions options) => Trainer(form, options).Fit(Labelled(120, 1, form));

    public static ConvNetTrainer Trainer(string form, ConvNetOptions options, OnnxNetwork? network = null) =>
        form == Numbers
            ? Ml.Regression.Trainers.ConvNet(network ?? Untrained(2), options)
            : Ml.MultilabelClassification().Trainers.ConvNet(network ?? Untrained(2), options);

    public static IEnumerable<float[]> ScoreRows(IDataView data) => data.GetColumn<float[]>("Score");

    public static IEnumerable<(float[] Score, float[] Probability, bool[] Predicted)> Predictions(IDataView data) =>
        data.GetColumn<float[]>("Score").Zip(data.GetColumn<float[]>("Probability"), data.GetColumn<bool[]>("PredictedLabel"));

    /// <summary>Stripes across and stripes down, neither, one or both of them, as strong as the numbers say.</summary>
    public static IDataView Labelled(int rows, int seed, string form, Action<Row>? change = null)
    {
        var random = new Random(seed);
        Row[] samples = new Row[rows];
        for (int i = 0; i < rows; i++)
        {
            float across = form == Numbers ? random.NextSingle() : random.Next(2),
                down = form == Numbers ? random.NextSingle() : random.Next(2);
            samples[i] = new Row
            {
                Across = across,
                Down = down,
                Features =
                [
                    .. Enumerable.Range(0, 64).Select(at => (across * (at / 8 % 2)) + (down * (at % 2)) + (0.1f * random.NextSingle())),
                ],
            };
            change?.Invoke(samples[i]);
        }

        IDataView data = Ml.Data.LoadFromEnumerable(samples);
        IEstimator<ITransformer> label = Ml.Transforms.Concatenate("Label", nameof(Row.Across), nameof(Row.Down));
        if (form == Flags)
            label = label.Append(Ml.Transforms.Conversion.ConvertType("Label", outputKind: DataKind.Boolean));
        label = label.Append(Ml.Transforms.DropColumns(nameof(Row.Across), nameof(Row.Down)));
        return label.Fit(data).Transform(data);
    }

    public sealed class Row
    {
        public float Across { get; set; }

        public float Down { get; set; }

        [VectorType(64)]
        public float[] Features { get; set; } = [];
    }
}
