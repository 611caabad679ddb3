using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Neighbors;

public sealed class NeighborSearchTests
{
    [Theory]
    [InlineData(NeighborDistance.L1, 7, 0)]
    [InlineData(NeighborDistance.L2, 1, 0)]
    [InlineData(NeighborDistance.L2, 8, 0)]
    [InlineData(NeighborDistance.L2, 19, 0)]
    [InlineData(NeighborDistance.L2, 300, 0)]
    [InlineData(NeighborDistance.Cosine, 19, 0)]
    [InlineData(NeighborDistance.Cosine, 64, 0)]
    // Far from 0 the products of 32 bits say nothing: all rows are looked at number by number.
    [InlineData(NeighborDistance.L2, 19, 1e4f)]
    public void The_nearest_rows_are_those_of_a_loop_in_64_bits(NeighborDistance distance, int dimension, float offset)
    {
        float[] rows = Rows(400, dimension, offset);
        float[] queries = Rows(30, dimension, offset, seed: 2);
        rows.AsSpan(0, dimension).CopyTo(queries);
        var search = new NeighborSearch([.. rows], dimension, distance);
        for (int q = 0; q < 30; q++)
        {
            float[] query = queries[(q * dimension)..((q + 1) * dimension)];
            double[] all = [.. Enumerable.Range(0, 400).Select(r => Far(rows.AsSpan(r * dimension, dimension), query, distance))];
            Neighbor[] found = search.Find(query, 9);

            double[] nearest = [.. all.Order().Take(9)];
            double room = distance == NeighborDistance.Cosine ? 1e-6 : 1e-5 * (1 + nearest[8]);
            Assert.Equal(9, found.Select(f => f.Row).Distinct().Count());
            Assert.All(found.Zip(nearest), p => Assert.InRange(p.First.Distance, p.Second - room, p.Second + room));
            Assert.All(found, f => Assert.InRange(f.Distance, all[f.Row] - room, all[f.Row] + room));
        }
    }

    [Fact]
    public void Of_rows_at_the_same_distance_the_one_with_the_lower_number_comes_first_however_many_there_are()
    {
        var rows = new float[200 * 4];
        Array.Fill(rows, 1);
        rows[4 * 150] = 0.5f;
        var search = new NeighborSearch(rows, 4);

        Assert.Equal([0, 1, 2, 3, 4], search.Find([1, 1, 1, 1], 5).Select(n => n.Row));
        Assert.Equal([150, 0, 1], search.Find([0, 1, 1, 1], 3).Select(n => n.Row));
        Assert.Equal([0, 1, 2], search.FindForRows(3)[150].Select(n => n.Row));
        Assert.Equal([1, 2, 3], search.FindForRows(3)[0].Select(n => n.Row));
    }

    [Theory]
    [InlineData(NeighborDistance.L2)]
    [InlineData(NeighborDistance.Cosine)]
    public void Neighbours_of_all_rows_are_those_of_each_and_the_same_on_any_number_of_threads(NeighborDistance distance)
    {
        var search = new NeighborSearch(Rows(333, 21), 21, distance);
        Neighbor[][] one = search.FindForRows(6, numberOfThreads: 1),
            three = search.FindForRows(6, numberOfThreads: 3);

        for (int row = 0; row < 333; row++)
        {
            Assert.Equal(one[row], three[row]);
            Assert.Equal(search.Find(search.Row(row), 7).Where(n => n.Row != row).Select(n => n.Row), one[row].Select(n => n.Row));
        }
    }

    [Fact]
    public void What_cannot_be_compared_is_refused_by_name()
    {
        Says("Row 1: the number at 0 is NaN", () => new NeighborSearch([1, 2, float.NaN, 4], 2));
        Says("Row 1: all numbers are 0", () => new NeighborSearch([1, 2, 0, 0], 2, NeighborDistance.Cosine));
        Says("There are 3 numbers; needed: one row of 2 or more, whole ones", () => new NeighborSearch([1, 2, 3], 2));
        var search = new NeighborSearch([1, 2, 3, 4], 2);
        Says("The query has 1 numbers; needed: 2", () => search.Find([1f], 1));
        Says("The query's number at 1 is", () => search.Find([1f, float.PositiveInfinity], 1));
        Says("The count is 3; allowed: 1 to 2", () => search.Find([1f, 1f], 3));
        Says("The count is 2; allowed: 1 to 1", () => search.FindForRows(2));
        Says("The number of threads is 0", () => search.FindForRows(1, 0));

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
    public void A_search_that_is_stopped_ends()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new NeighborSearch([1, 2, 3, 4], 1).FindForRows(1, cancellationToken: stop.Token)
        );
    }

    [Fact]
    public void A_column_becomes_a_search_and_its_bad_rows_are_named()
    {
        var context = new MLContext(1);
        NeighborSearch search = context.Data.CreateNeighborSearch(Data([1, 2], [3, 4], [5, 7]));
        Assert.Equal((3, 2), (search.RowCount, search.Dimension));
        Assert.Equal(new Neighbor(2, 1), search.Find([5f, 6f], 1)[0]);

        Assert.Contains(
            "Row 1, column 'Features': the feature at 1 is NaN",
            Assert.Throws<InvalidOperationException>(() => context.Data.CreateNeighborSearch(Data([1, 2], [3, float.NaN]))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "There is no column 'Other'",
            Assert.Throws<ArgumentOutOfRangeException>(() => context.Data.CreateNeighborSearch(Data([1, 2]), "Other")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no rows",
            Assert.Throws<InvalidOperationException>(() => context.Data.CreateNeighborSearch(Data())).Message,
            StringComparison.Ordinal
        );

        IDataView Data(params float[][] rows)
        {
            SchemaDefinition schema = SchemaDefinition.Create(typeof(FeatureRow));
            schema[nameof(FeatureRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
            return context.Data.LoadFromEnumerable(rows.Select(r => new FeatureRow { Features = r }), schema);
        }
    }

    [Fact]
    public void A_classifier_tells_the_rows_that_it_goes_by_as_they_are_numbered_in_its_data()
    {
        var context = new MLContext(1);
        SchemaDefinition schema = SchemaDefinition.Create(typeof(FeatureRow));
        schema[nameof(FeatureRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1);
        IDataView data = context.Data.LoadFromEnumerable(
            new (float At, string Name)[] { (1, "a"), (5, ""), (2, "b"), (9, "a") }.Select(r => new FeatureRow
            {
                Features = [r.At],
                Name = r.Name,
            }),
            schema
        );
        IDataView names = context.Data.LoadFromEnumerable(new[] { "a", "b" }.Select(n => new { Name = n }));
        KNearestNeighborsTransformer model = context
            .MulticlassClassification.Trainers.KNearestNeighbors(numberOfNeighbors: 1)
            .Fit(context.Transforms.Conversion.MapValueToKey("Label", nameof(FeatureRow.Name), keyData: names).Fit(data).Transform(data));

        // The row without a label isn't among those that were learned, and is counted.
        IReadOnlyList<Neighbor> found = model.FindNeighbors([2.25f], model.RowCount);
        Assert.Contains(new Neighbor(2, 0.25f), found);
        Assert.Equal(2, found[0].Row);
        Assert.Equal(0, found[1].Row);
    }

    private static float[] Rows(int count, int dimension, float offset = 0, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * dimension).Select(_ => offset + (float)(random.NextDouble() - 0.3))];
    }

    private static double Far(ReadOnlySpan<float> a, ReadOnlySpan<float> b, NeighborDistance distance)
    {
        double sum = 0,
            product = 0,
            first = 0,
            second = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double difference = (double)a[i] - b[i];
            sum += distance == NeighborDistance.L1 ? Math.Abs(difference) : difference * difference;
            product += (double)a[i] * b[i];
            first += (double)a[i] * a[i];
            second += (double)b[i] * b[i];
        }

        return distance switch
        {
            NeighborDistance.L1 => sum,
            NeighborDistance.L2 => Math.Sqrt(sum),
            _ => 1 - (product / Math.Sqrt(first * second)),
        };
    }

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];

        public string Name { get; set; } = "";
    }
}
