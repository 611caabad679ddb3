using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Insight.Maps;

namespace MLNet.ConvExtensions.Insight.Tests.Maps;

public sealed class TSneTests
{
    private static readonly Lazy<float[]> Digits = new(() =>
        [
            .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "digits.csv"))
                .SelectMany(line => line.Split(','))
                .Select(v => float.Parse(v, CultureInfo.InvariantCulture)),
        ]
    );

    private static readonly Lazy<JsonElement> Expected = new(() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "digits-maps.json"))).RootElement
    );

    [Fact]
    public void A_map_of_digits_is_as_true_as_that_of_scikit_learn()
    {
        NeighborSearch rows = Rows();
        FeatureMap map = FeatureMap.ByTSne(rows);

        Assert.Equal(rows.RowCount, map.Points.Count);
        Assert.Equal("t-SNE", map.Method);
        Assert.Equal(1250, map.NumberOfIterations);
        double expected = Expected.Value.GetProperty("divergence").GetDouble();
        Assert.InRange(map.KullbackLeiblerDivergence!.Value, 0.9 * expected, 1.03 * expected);
        Assert.InRange(Trustworthiness(rows, map, 5), Expected.Value.GetProperty("trustworthiness").GetDouble() - 0.01, 1);
        Assert.Equal(rows.FindForRows(12)[7], map.Neighbors[7]);
    }

    [Fact]
    public void The_divergence_is_that_of_the_definition()
    {
        NeighborSearch rows = Rows();
        FeatureMap map = FeatureMap.ByTSne(rows, new TSneOptions { Angle = 0, NumberOfIterations = 300 });
        int count = rows.RowCount;
        Affinities p = Affinities.Of(rows.FindForRows(91), NeighborDistance.L2, 30, new ParallelOptions());
        double sum = 0,
            divergence = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
                sum += i == j ? 0 : Near(i, j);
        }

        Assert.Equal(1, p.Values.Sum(v => (double)v), 1e-5);
        for (int i = 0; i < count; i++)
        {
            for (int pair = p.Starts[i]; pair < p.Starts[i + 1]; pair++)
                divergence += p.Values[pair] * Math.Log(p.Values[pair] / (Near(i, p.Rows[pair]) / sum));
        }

        Assert.Equal(divergence, map.KullbackLeiblerDivergence!.Value, 1e-3);

        double Near(int i, int j)
        {
            double x = map.Points[i].X - map.Points[j].X,
                y = map.Points[i].Y - map.Points[j].Y;
            return 1 / (1 + (x * x) + (y * y));
        }
    }

    [Fact]
    public void Affinities_have_the_perplexity_that_was_asked_for()
    {
        // All rows at the same distance of each other: every neighbour is as likely, whatever the perplexity.
        var same = new float[20 * 20];
        for (int i = 0; i < 20; i++)
            same[(i * 20) + i] = 3;
        Affinities even = Affinities.Of(new NeighborSearch(same, 20).FindForRows(19), NeighborDistance.L2, 19, new ParallelOptions());
        Assert.All(even.Values, v => Assert.Equal(1.0 / (20 * 19), v, 1e-6));
        Assert.Equal(20 * 19, even.Values.Length);
    }

    [Fact]
    public void The_same_seed_gives_the_same_map_on_any_number_of_threads_and_another_seed_another()
    {
        NeighborSearch rows = Rows();
        var options = new TSneOptions
        {
            NumberOfIterations = 260,
            Initialization = MapInitialization.Random,
            NumberOfThreads = 1,
        };
        MapPoint[] one = [.. FeatureMap.ByTSne(rows, options).Points],
            three = [.. FeatureMap.ByTSne(rows, options with { NumberOfThreads = 3 }).Points],
            other = [.. FeatureMap.ByTSne(rows, options with { Seed = 2 }).Points];

        Assert.Equal(one, three);
        Assert.NotEqual(one, other);
    }

    [Theory]
    [InlineData(0.0, 1e-4)]
    [InlineData(0.5, 3e-2)]
    public void Points_push_one_another_as_in_a_loop_over_all_pairs(double angle, double error)
    {
        var random = new Random(3);
        float[] x = [.. Enumerable.Range(0, 503).Select(_ => (float)random.NextDouble() * 40)],
            y = [.. Enumerable.Range(0, 503).Select(_ => (float)random.NextDouble() * 9)];
        (x[9], y[9]) = (x[8], y[8]);
        var repulsion = new Repulsion(503);
        double sum = repulsion.Compute(x, y, angle, new ParallelOptions()),
            expectedSum = 0;
        for (int i = 0; i < 503; i++)
        {
            double pushX = 0,
                pushY = 0;
            for (int j = 0; j < 503; j++)
            {
                double near = 1 / (1 + Math.Pow(x[i] - x[j], 2) + Math.Pow(y[i] - y[j], 2));
                expectedSum += i == j ? 0 : near;
                pushX += near * near * (x[i] - x[j]);
                pushY += near * near * (y[i] - y[j]);
            }

            Assert.Equal(pushX, repulsion.X[i], error * 10);
            Assert.Equal(pushY, repulsion.Y[i], error * 10);
        }

        Assert.Equal(expectedSum, sum, error * expectedSum);
    }

    [Fact]
    public void Principal_components_are_those_of_scikit_learn()
    {
        NeighborSearch rows = Rows();
        FeatureMap map = FeatureMap.ByPrincipalComponents(rows);
        double[] shares = [.. Expected.Value.GetProperty("shares").EnumerateArray().Select(v => v.GetDouble())];
        double[][] places =
        [
            .. Expected.Value.GetProperty("places").EnumerateArray().Select(p => p.EnumerateArray().Select(v => v.GetDouble()).ToArray()),
        ];

        Assert.Equal("PCA", map.Method);
        Assert.Null(map.KullbackLeiblerDivergence);
        Assert.All(shares.Zip(map.ExplainedVariance), s => Assert.Equal(s.First, s.Second, 1e-5));
        Assert.All(
            places.Zip(map.Points),
            p =>
            {
                Assert.Equal(Math.Abs(p.First[0]), Math.Abs(p.Second.X), 0.02);
                Assert.Equal(Math.Abs(p.First[1]), Math.Abs(p.Second.Y), 0.02);
            }
        );
    }

    [Fact]
    public void Features_of_one_number_have_a_map_on_a_line()
    {
        FeatureMap map = FeatureMap.ByPrincipalComponents(new NeighborSearch([1, 2, 4, 9], 1));
        Assert.Equal([-3, -2, 0, 5], map.Points.Select(p => p.X));
        Assert.All(map.Points, p => Assert.Equal(0, p.Y));
    }

    [Fact]
    public void What_has_no_map_is_refused()
    {
        NeighborSearch few = new([1, 2, 4, 9, 5, 6, 7], 1);
        Says("TSneOptions.Perplexity is 30; allowed for 7 rows: 1 to 6, better at most 2", () => FeatureMap.ByTSne(few));
        Says("TSneOptions.Perplexity is 0; allowed: 1 or more", () => FeatureMap.ByTSne(few, new TSneOptions { Perplexity = 0 }));
        Says("TSneOptions.NumberOfIterations is 10", () => FeatureMap.ByTSne(few, new TSneOptions { NumberOfIterations = 10 }));
        Says(
            "TSneOptions.Distance is L1; allowed: L2, Cosine",
            () => FeatureMap.ByTSne(few, new TSneOptions { Distance = NeighborDistance.L1 })
        );
        Says(
            "The rows' distance is L1",
            () => FeatureMap.ByTSne(new NeighborSearch([1, 2, 4, 9], 1, NeighborDistance.L1), new TSneOptions { Perplexity = 1 })
        );
        Says(
            "All 4 rows have the same features",
            () => FeatureMap.ByTSne(new NeighborSearch([3, 3, 3, 3], 1), new TSneOptions { Perplexity = 1 })
        );
        Says("There are 2 rows; a map needs 3 or more", () => FeatureMap.ByPrincipalComponents(new NeighborSearch([1, 2], 1)));

        static void Says(string text, Func<object> action) =>
            Assert.Contains(
                text,
                Assert
                    .Throws<ArgumentException>(() =>
                    {
                        action();
                    })
                    .Message,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void Few_rows_and_rows_that_are_the_same_have_a_map()
    {
        float[] rows = [0, 0, 0, 0, 1, 1, 1, 1, 5, 6];
        FeatureMap map = FeatureMap.ByTSne(new NeighborSearch(rows, 1), new TSneOptions { Perplexity = 2 });
        Assert.All(map.Points, p => Assert.True(float.IsFinite(p.X) && float.IsFinite(p.Y)));
    }

    [Fact]
    public void A_column_is_mapped_in_the_order_of_its_rows_and_bad_rows_are_named()
    {
        var context = new MLContext(1);
        FeatureMap map = context.Data.MapByPrincipalComponents(Data(1, 2, 9));
        Assert.Equal([-3, -2, 5], map.Points.Select(p => p.X));
        Assert.Equal(3, context.Data.MapByTSne(Data(1, 2, 9), new TSneOptions { Perplexity = 1 }).Points.Count);
        Assert.Contains(
            "Row 2, column 'Features': the feature at 0 is NaN",
            Assert.Throws<InvalidOperationException>(() => context.Data.MapByTSne(Data(1, 2, float.NaN))).Message,
            StringComparison.Ordinal
        );

        IDataView Data(params float[] values)
        {
            SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
            schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1);
            return context.Data.LoadFromEnumerable(values.Select(v => new Row { Features = [v] }), schema);
        }
    }

    [Fact]
    public void A_map_that_is_stopped_ends()
    {
        using var stop = new CancellationTokenSource();
        var options = new TSneOptions { Progress = new Stop(stop) };
        Assert.ThrowsAny<OperationCanceledException>(() => FeatureMap.ByTSne(Rows(), options, stop.Token));
    }

    private static NeighborSearch Rows() => new([.. Digits.Value], 64);

    /// <summary>How few of the map's neighbours aren't neighbours by features, by their ranks (Venna and Kaski, 2001).</summary>
    private static double Trustworthiness(NeighborSearch rows, FeatureMap map, int k)
    {
        int count = rows.RowCount;
        Neighbor[][] ranks = rows.FindForRows(count - 1);
        float[] places = [.. map.Points.SelectMany(p => new[] { p.X, p.Y })];
        Neighbor[][] near = new NeighborSearch(places, 2).FindForRows(k);
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            foreach (Neighbor neighbor in near[i])
                sum += Math.Max(0, Array.FindIndex(ranks[i], r => r.Row == neighbor.Row) + 1 - k);
        }

        return 1 - (2.0 / (count * k * ((2 * count) - (3 * k) - 1)) * sum);
    }

    private sealed class Stop(CancellationTokenSource source) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value == 20)
                source.Cancel();
        }
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
