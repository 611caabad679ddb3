using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>Samples of every kind that a network takes, of two classes that differ in their neighbours, and a small network for each.</summary>
internal static class SampleKinds
{
    public static TheoryData<string> Names => ["signal", "leads", "grey", "two", "four", "bands", "volume", "film"];

    public static NetworkBuilder Begin(string kind) =>
        kind switch
        {
            "signal" => NetworkBuilder.Signal(24, 1),
            "leads" => NetworkBuilder.Signal(12, 3),
            "grey" => NetworkBuilder.Image(6, 6, 1),
            "two" => NetworkBuilder.Image(6, 5, 2),
            "four" => NetworkBuilder.Image(5, 6, 4),
            "bands" => NetworkBuilder.Image(5, 6, 7),
            "volume" => NetworkBuilder.Volume(4, 5, 6, 1),
            _ => NetworkBuilder.Volume(3, 5, 4, 3),
        };

    public static OnnxNetwork Network(string kind) =>
        Begin(kind).Conv(6, 3, padding: Padding.Same).BatchNorm().Relu().GlobalAveragePool(name: "pooled").Dense(2).Build(kind);

    public static int Length(string kind) => Begin(kind).Shape.Skip(1).Aggregate(1, (a, d) => a * (int)d!.Value);

    /// <summary>Rows of which the odd ones change their sign from value to value.</summary>
    public static IDataView Rows(string kind, int count, int seed = 1)
    {
        var ml = new MLContext();
        int length = Length(kind);
        var random = new Random(seed);
        Row[] rows =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new Row
                {
                    Kind = i % 2 == 1 ? "rough" : "smooth",
                    Features =
                    [
                        .. Enumerable.Range(0, length).Select(at => (i % 2 == 1 && at % 2 == 1 ? -1f : 1) + (random.NextSingle() / 2)),
                    ],
                }),
        ];
        IDataView data = ml.Data.LoadFromEnumerable(rows, Schema(kind));
        return ml.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Kind)).Fit(data).Transform(data);
    }

    public static SchemaDefinition Schema(string kind)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Length(kind));
        return schema;
    }

    public sealed class Row
    {
        public string Kind { get; set; } = "";

        public float[] Features { get; set; } = [];
    }

    public sealed class Answer
    {
        public float[] Score { get; set; } = [];
    }
}
