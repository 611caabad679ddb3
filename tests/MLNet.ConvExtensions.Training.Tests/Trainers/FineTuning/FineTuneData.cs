using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Training.Autograd.Plan;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

/// <summary>Stripes of 8 x 8 grey pixels, and a small network with batch normalisation that is to learn them.</summary>
internal static class FineTuneData
{
    public static readonly string[] Kinds = ["horizontal", "vertical", "none"];

    /// <summary>Three stages, at 8 x 8, 4 x 4 and 2 x 2, with random weights.</summary>
    public static OnnxNetwork Network(int seed = 3) =>
        NetworkBuilder
            .Image(8, 8, 1, seed: seed)
            .Conv(4, 3, padding: Padding.Same)
            .BatchNorm()
            .Relu()
            .MaxPool(2)
            .Conv(6, 3, padding: Padding.Same)
            .BatchNorm()
            .Relu()
            .MaxPool(2)
            .Conv(8, 3, padding: Padding.Same)
            .BatchNorm()
            .Relu()
            .GlobalAveragePool()
            .Dense(5)
            .Build("stripes");

    /// <summary>The same with the statistics of the data, as a pretrained one has them.</summary>
    public static Backbone Stripy { get; } = Backbone.FromNetwork("stripes", Pretrained());

    public static IDataView Stripes(int count, int seed, Func<Row, bool>? keep = null, string[]? keys = null) =>
        View([.. Samples(count, seed).Where(r => keep?.Invoke(r) ?? true)], keys);

    public static IDataView View(Row[] rows, string[]? keys = null)
    {
        var ml = new MLContext();
        IDataView data = ml.Data.LoadFromEnumerable(rows);
        IDataView values = ml.Data.LoadFromEnumerable((keys ?? Kinds).Select(k => new Key { Value = k }));
        return ml.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Kind), keyData: values).Fit(data).Transform(data);
    }

    public static IEnumerable<Row> Samples(int count, int seed)
    {
        for (int i = 0; i < count; i++)
        {
            int kind = i % 3;
            var random = new Random((seed * 7919) + i);
            yield return new Row
            {
                Kind = Kinds[kind],
                IsStriped = kind < 2,
                Number = kind,
                Features =
                [
                    .. Enumerable
                        .Range(0, 64)
                        .Select(at =>
                            (float)(random.NextDouble() - 0.5)
                            + (
                                kind == 0 ? at / 8 % 2
                                : kind == 1 ? at % 2
                                : 0.5f
                            )
                        ),
                ],
            };
        }
    }

    public static float[] Scores(IDataView data) => [.. data.GetColumn<float[]>("Score").SelectMany(s => s)];

    /// <summary>Weights and statistics of a network by the names of their tensors, as 32-bit numbers.</summary>
    public static Dictionary<string, float[]> State(OnnxNetwork network)
    {
        using var trainable = new TrainableNetwork(network);
        return trainable
            .Snapshot()
            .ToDictionary(s => s.Key, s => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(s.Value).ToArray());
    }

    private static OnnxNetwork Pretrained()
    {
        var options = new ConvNetOptions
        {
            Epochs = 3,
            LearningRate = 0.01,
            NumberOfThreads = 1,
        };
        OnnxNetwork network = Network().WithOwnStatistics();
        using ConvNetTransformer model = new MLContext(1)
            .MulticlassClassification.Trainers.ConvNet(
                network.WithoutHead().WithDenseLayer("five", new float[5 * 8], new float[5]),
                options
            )
            .Fit(Stripes(60, 9, keys: [.. Kinds, "fourth", "fifth"]));
        return model.Network;
    }

    public sealed class Row
    {
        public string Kind { get; set; } = "";

        public bool IsStriped { get; set; }

        public float Number { get; set; }

        [VectorType(64)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Key
    {
        public string Value { get; set; } = "";
    }
}
