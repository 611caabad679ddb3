using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages;

/// <summary>
/// Views put together by a seed, before a stage and behind it: filtered, cut, cached, shuffled, empty, with missing values. Every row has
/// what it has alone.
/// </summary>
public sealed class RandomViewTests : IDisposable
{
    private const int Count = 30;
    private const int Bad = 11;

    private static readonly Func<MLContext, Random, IDataView, IDataView>[] Operations =
    [
        (ml, random, view) => ml.Data.TakeRows(view, 1 + random.Next(Count)),
        (ml, random, view) => ml.Data.SkipRows(view, 1 + random.Next(Count / 2)),
        (ml, random, view) => ml.Data.FilterRowsByColumn(view, "Number", random.Next(10), 10 + random.Next(Count)),
        (ml, random, view) => ml.Data.FilterRowsByColumn(view, "Number", 5, 5.5 + random.Next(2)),
        (ml, _, view) => ml.Data.Cache(view),
        (ml, _, view) => ml.Transforms.CopyColumns("Copy", "Number").Fit(view).Transform(view),
        (_, _, view) => view,
    ];

    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public RandomViewTests()
    {
        var random = new Random(1);
        Row[] rows =
        [
            .. Enumerable
                .Range(0, Count)
                .Select(i => new Row
                {
                    Number = i,
                    Kind = i % 2 == 0 ? "even" : "odd",
                    Photo = i == Bad ? [1, 2, 3] : TestImages.Png(i),
                    Pixels = [.. Enumerable.Range(0, 4).Select(_ => i == Bad ? float.NaN : (float)random.NextDouble() + (i % 2))],
                }),
        ];
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        _data = _ml.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(data).Transform(data);
    }

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string stage in new[] { "ConvFeatures", "HandCraftedFeatures", "KNearestNeighbors" })
            {
                for (int seed = 1; seed <= 8; seed++)
                    cases.Add(stage, seed);
            }

            return cases;
        }
    }

    public void Dispose() => (_data as IDisposable)?.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_row_has_what_it_has_alone(string name, int seed)
    {
        (IEstimator<ITransformer> estimator, string output) = Stage(name);
        ITransformer stage = estimator.Fit(_ml.Data.FilterRowsByMissingValues(_data, "Pixels"));
        var random = new Random(seed);
        Func<IDataView, IDataView>[] before = Draw(random),
            behind = Draw(random);
        IDataView view = Apply(stage.Transform(Apply(_data, before)), behind),
            plain = Apply(Apply(_data, before), behind);
        bool shuffled = random.Next(2) == 0;
        if (shuffled)
            view = _ml.Data.ShuffleRows(view, seed);
        List<(float Number, float[] Values)> rows = Read(view, output);

        Assert.Equal(plain.GetColumn<float>("Number"), rows.Select(r => r.Number).OrderBy(n => shuffled ? n : 0));
        Assert.All(rows, r => Assert.Equal(Alone(stage, output, r.Number), r.Values));
        (stage as IDisposable)?.Dispose();

        IDataView Apply(IDataView data, Func<IDataView, IDataView>[] operations) =>
            operations.Aggregate(data, (current, operation) => operation(current));
    }

    /// <summary>The same operations with the same numbers each time they are applied.</summary>
    private Func<IDataView, IDataView>[] Draw(Random random) =>
        [
            .. Enumerable
                .Range(0, random.Next(4))
                .Select<int, Func<IDataView, IDataView>>(_ =>
                {
                    Func<MLContext, Random, IDataView, IDataView> operation = Operations[random.Next(Operations.Length)];
                    int seed = random.Next();
                    return view => operation(_ml, new Random(seed), view);
                }),
        ];

    private static List<(float, float[])> Read(IDataView view, string output)
    {
        var rows = new List<(float, float[])>();
        DataViewSchema.Column number = view.Schema["Number"],
            column = view.Schema[output];
        using DataViewRowCursor cursor = view.GetRowCursor([number, column]);
        ValueGetter<float> getNumber = cursor.GetGetter<float>(number);
        ValueGetter<VBuffer<float>> getValues = cursor.GetGetter<VBuffer<float>>(column);
        float at = 0;
        VBuffer<float> values = default;
        while (cursor.MoveNext())
        {
            getNumber(ref at);
            getValues(ref values);
            rows.Add((at, [.. values.DenseValues()]));
        }

        return rows;
    }

    private float[] Alone(ITransformer stage, string output, float number)
    {
        IDataView one = _ml.Data.FilterRowsByColumn(_data, "Number", number, number + 0.5);
        return stage.Transform(one).GetColumn<float[]>(output).Single();
    }

    private (IEstimator<ITransformer> Estimator, string Output) Stage(string name) =>
        name switch
        {
            "ConvFeatures" => (
                _ml.Transforms.ConvFeatures(Tiny.Backbone, new() { InputColumnName = "Photo", BadImages = BadImageHandling.Missing }),
                "Features"
            ),
            "HandCraftedFeatures" => (
                _ml.Transforms.HandCraftedFeatures(
                    new HandCraftedFeaturesOptions
                    {
                        OutputColumnName = "Features",
                        InputColumnName = "Photo",
                        Kinds = HandCraftedKinds.Color | HandCraftedKinds.Lbp,
                        BadImages = BadImageHandling.Missing,
                    }
                ),
                "Features"
            ),
            _ => (
                _ml.MulticlassClassification.Trainers.KNearestNeighbors(
                    featureColumnName: "Pixels",
                    numberOfNeighbors: 3,
                    weighting: NeighborWeighting.Distance
                ),
                "Score"
            ),
        };

    private sealed class Row
    {
        public float Number { get; set; }

        public string Kind { get; set; } = "";

        public byte[] Photo { get; set; } = [];

        [VectorType(4)]
        public float[] Pixels { get; set; } = [];
    }
}
