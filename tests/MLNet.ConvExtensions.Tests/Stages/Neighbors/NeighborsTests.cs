using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stages.Neighbors;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Neighbors;

public class NeighborsTests
{
    private readonly MLContext _context = new(1);

    public static TheoryData<string, string, int> Cases()
    {
        var cases = new TheoryData<string, string, int>();
        foreach (string[] parts in File.ReadLines(Expected).Select(l => l.Split(',')))
            cases.Add(parts[0], parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture));
        return cases;
    }

    private static string Expected => Path.Combine(AppContext.BaseDirectory, "Data", "neighbors.csv");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Shares_are_those_of_scikit_learn_also_after_saving(string distance, string weighting, int k)
    {
        float[] expected =
        [
            .. File.ReadLines(Expected)
                .Select(l => l.Split(','))
                .Single(p => p[0] == distance && p[1] == weighting && p[2] == $"{k}")[3..]
                .Select(v => float.Parse(v, CultureInfo.InvariantCulture)),
        ];
        IDataView all = Data(Rows()),
            training = _context.Data.TakeRows(all, 60),
            test = _context.Data.SkipRows(all, 60);
        ITransformer model = Trainer(k, Enum.Parse<NeighborDistance>(distance), Enum.Parse<NeighborWeighting>(weighting)).Fit(training);
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, training.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext().Model.Load(folder.File("model.zip"), out _);

        foreach (ITransformer each in new[] { model, loaded })
        {
            float[] actual = [.. each.Transform(test).GetColumn<float[]>("Score").SelectMany(s => s)];
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, tolerance: 2e-5f));
        }

        (loaded as IDisposable)?.Dispose();
    }

    [Fact]
    public void Of_rows_at_the_same_distance_the_first_is_nearer_and_of_equal_shares_the_first_class_is_predicted()
    {
        IDataView data = Data(
            [
                [1],
                [1],
                [1],
                [3],
            ],
            ["b", "a", "a", "b"]
        );

        Assert.Equal(2u, Predict(Trainer(1), data, [1f]));
        Assert.Equal(1u, Predict(Trainer(3), data, [1f]));
        Assert.Equal(1u, Predict(Trainer(4), data, [2f]));
    }

    [Fact]
    public void More_neighbours_than_rows_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            Trainer(5)
                .Fit(
                    Data([
                        [1],
                        [2],
                        [3],
                        [4],
                    ])
                )
        );
        Assert.Contains("NumberOfNeighbors is 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 to 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_class_is_refused() =>
        Assert.Contains(
            "same label in column 'Label'",
            Assert
                .Throws<ArgumentException>(() =>
                    Trainer(1)
                        .Fit(
                            Data(
                                [
                                    [1],
                                    [2],
                                ],
                                ["a", "a"]
                            )
                        )
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Features_that_are_no_numbers_are_named(float value)
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            Trainer(1)
                .Fit(
                    Data([
                        [1],
                        [2],
                        [value],
                    ])
                )
        );
        Assert.Contains("Row 2, column 'Features'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_zeros_has_no_direction()
    {
        IDataView data = Data([
            [1],
            [0],
            [2],
        ]);
        var error = Assert.Throws<InvalidOperationException>(() => Trainer(1, NeighborDistance.Cosine).Fit(data));
        Assert.Contains("Row 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("Choose L1 or L2", error.Message, StringComparison.Ordinal);
        Trainer(1).Fit(data);
    }

    /// <summary>
    /// Features of any size have the neighbours that a loop in 64 bits finds, and so have the models that are saved of them.
    /// </summary>
    [Theory]
    [InlineData(1e20f)]
    [InlineData(3e37f)]
    [InlineData(1e-25f)]
    [InlineData(1f)]
    public void Very_large_and_very_small_features_have_their_neighbours(float factor)
    {
        float[][] rows = [.. Rows().Select(r => r.Select(v => v * factor).ToArray())];
        IDataView all = Data(rows),
            training = _context.Data.TakeRows(all, 60),
            test = _context.Data.SkipRows(all, 60);
        using var folder = new TemporaryFolder();
        foreach (NeighborDistance distance in Enum.GetValues<NeighborDistance>())
        {
            ITransformer model = Trainer(1, distance).Fit(training);
            _context.Model.Save(model, training.Schema, folder.File("model.zip"));
            ITransformer loaded = new MLContext().Model.Load(folder.File("model.zip"), out _);
            uint[] expected = [.. rows[60..].Select(q => (uint)(Enumerable.Range(0, 60).MinBy(r => Far(rows[r], q, distance)) % 3) + 1)];
            Assert.Equal(expected, model.Transform(test).GetColumn<uint>("PredictedLabel"));
            Assert.Equal(expected, loaded.Transform(test).GetColumn<uint>("PredictedLabel"));
            (loaded as IDisposable)?.Dispose();
        }
    }

    [Theory]
    [InlineData(NeighborDistance.L1, NeighborWeighting.Uniform, float.NaN)]
    [InlineData(NeighborDistance.L2, NeighborWeighting.Distance, float.NaN)]
    [InlineData(NeighborDistance.Cosine, NeighborWeighting.Uniform, float.NaN)]
    [InlineData(NeighborDistance.L2, NeighborWeighting.Uniform, float.PositiveInfinity)]
    public void Row_without_features_has_missing_scores_as_of_trainers_of_ML_NET_also_after_saving(
        NeighborDistance distance,
        NeighborWeighting weighting,
        float bad
    )
    {
        IDataView training = Data(
                [
                    [1, 2],
                    [3, 1],
                    [5, 4],
                    [7, 7],
                ],
                ["a", "b", "a", "b"]
            ),
            test = Data([
                [bad, bad],
                [1, 2],
                [2, bad],
            ]);
        ITransformer stock = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(training);
        ITransformer model = Trainer(2, distance, weighting).Fit(training);
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, training.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext().Model.Load(folder.File("model.zip"), out _);

        foreach (ITransformer each in new[] { model, loaded })
        {
            float[][] scores = [.. each.Transform(test).GetColumn<float[]>("Score")];
            Assert.All([scores[0], scores[2]], s => Assert.All(s, v => Assert.Equal(float.NaN, v)));
            Assert.All(scores[1], v => Assert.InRange(v, 0, 1));
            if (float.IsNaN(bad))
                Assert.Equal(
                    stock.Transform(test).GetColumn<uint>("PredictedLabel").First(),
                    each.Transform(test).GetColumn<uint>("PredictedLabel").First()
                );
        }

        (loaded as IDisposable)?.Dispose();
    }

    [Theory]
    [InlineData(NeighborDistance.L1, NeighborWeighting.Uniform)]
    [InlineData(NeighborDistance.L2, NeighborWeighting.Distance)]
    [InlineData(NeighborDistance.Cosine, NeighborWeighting.Uniform)]
    public void Saved_graph_has_nothing_that_is_not_used(NeighborDistance distance, NeighborWeighting weighting)
    {
        var table = new NeighborTable(
            [1, 0, 0, 1],
            [0, 1],
            2,
            new KNearestNeighborsOptions
            {
                NumberOfNeighbors = 1,
                Distance = distance,
                Weighting = weighting,
            }
        );
        OnnxNetwork graph = NeighborGraph.Create(table, "row", "shares");
        HashSet<string> used = [.. graph.Graph.Node.SelectMany(n => n.Input)];
        Assert.All(graph.Graph.Initializer, t => Assert.Contains(t.Name, used));
        Assert.All(graph.Graph.Node, n => Assert.True(n.Output[0] == "shares" || n.Output.Any(used.Contains)));
    }

    [Fact]
    public void Rows_without_a_label_are_left_out()
    {
        IDataView data = Data(
            [
                [1],
                [2],
                [9],
            ],
            ["a", "b", ""]
        );
        Assert.Equal(2u, Predict(Trainer(1), data, [8f]));
        Assert.Equal(2, Trainer(1).Fit(data).RowCount);
    }

    [Fact]
    public void A_label_that_is_no_key_is_refused_with_what_to_do()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Row { Features = [1], Name = "a" }], Schema(1));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            _context
                .MulticlassClassification.Trainers.KNearestNeighbors(new KNearestNeighborsOptions { LabelColumnName = "Name" })
                .Fit(data)
        );
        Assert.Contains("MapValueToKey", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused_when_fitted()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            Trainer(0)
                .Fit(
                    Data([
                        [1],
                        [2],
                    ])
                )
        );
        Assert.Contains("KNearestNeighborsOptions.NumberOfNeighbors is 0; allowed: 1 or more", error.Message, StringComparison.Ordinal);
    }

    private static float[][] Rows()
    {
        float[][] rows =
        [
            .. Enumerable
                .Range(0, 80)
                .Select(r =>
                    Enumerable.Range(0, 7).Select(c => (float)(Math.Sin(r * 12.9898 + c * 78.233) + (c == 0 ? r % 3 : 0))).ToArray()
                ),
        ];
        (rows[60], rows[61]) = (rows[5], rows[9]);
        return rows;
    }

    private static double Far(float[] a, float[] b, NeighborDistance distance)
    {
        double[] x = [.. a.Select(v => (double)v)],
            y = [.. b.Select(v => (double)v)];
        return distance switch
        {
            NeighborDistance.L1 => x.Zip(y, (p, q) => Math.Abs(p - q)).Sum(),
            NeighborDistance.L2 => x.Zip(y, (p, q) => (p - q) * (p - q)).Sum(),
            _ => 1 - (x.Zip(y, (p, q) => p * q).Sum() / Math.Sqrt(x.Sum(p => p * p) * y.Sum(q => q * q))),
        };
    }

    private static SchemaDefinition Schema(int width)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        return schema;
    }

    private KNearestNeighborsTrainer Trainer(
        int k,
        NeighborDistance distance = NeighborDistance.L2,
        NeighborWeighting weighting = NeighborWeighting.Uniform
    ) => _context.MulticlassClassification.Trainers.KNearestNeighbors(numberOfNeighbors: k, distance: distance, weighting: weighting);

    private IDataView Data(float[][] rows, string[]? classes = null)
    {
        IDataView data = _context.Data.LoadFromEnumerable(
            rows.Select((r, i) => new Row { Features = r, Name = classes?[i] ?? "abc"[i % 3].ToString() }).ToList(),
            Schema(rows[0].Length)
        );
        var names = _context.Data.LoadFromEnumerable(
            (classes ?? ["a", "b", "c"]).Where(c => c.Length > 0).Distinct().Order().Select(c => new { Name = c })
        );
        return _context.Transforms.Conversion.MapValueToKey("Label", "Name", keyData: names).Fit(data).Transform(data);
    }

    private uint Predict(KNearestNeighborsTrainer trainer, IDataView data, float[] features) =>
        trainer.Fit(data).Transform(Data([features])).GetColumn<uint>("PredictedLabel").Single();

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public string Name { get; set; } = "";
    }
}
