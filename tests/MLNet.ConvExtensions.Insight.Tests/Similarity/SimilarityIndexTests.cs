using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Insight.Tests.Similarity;

public sealed class SimilarityIndexTests : IDisposable
{
    private const int Dimension = 24;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(NeighborDistance.L2)]
    [InlineData(NeighborDistance.Cosine)]
    public void A_graph_finds_almost_all_of_the_nearest_rows_of_clusters(NeighborDistance distance)
    {
        const int Rows = 1600,
            Queries = 100;
        float[] all = Clusters(Rows + Queries);
        var rows = new NeighborSearch(all[..(Rows * Dimension)], Dimension, distance);
        var index = SimilarityIndex.Create(rows, options: new SimilarityIndexOptions { IsApproximate = true });
        int found = 0;
        for (int q = 0; q < Queries; q++)
        {
            float[] query = all[((Rows + q) * Dimension)..((Rows + q + 1) * Dimension)];
            IReadOnlyList<SimilarRow> approximate = index.Find(query, 10);
            Neighbor[] exact = rows.Find(query, 10);
            found += approximate.Select(a => a.Row).Intersect(exact.Select(e => e.Row)).Count();
            // Rows that both find are at the same distance in both.
            foreach (SimilarRow row in approximate)
            {
                if (Array.Exists(exact, e => e.Row == row.Row))
                    Assert.Equal(exact.Single(e => e.Row == row.Row).Distance, row.Distance, 1e-4f);
            }
        }

        Assert.True(index.IsApproximate);
        Assert.InRange(found / (10.0 * Queries), 0.97, 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_file_on_any_number_of_threads_and_another_seed_another()
    {
        float[] all = Clusters(900);
        byte[] Of(int threads, int seed)
        {
            var rows = new NeighborSearch([.. all], Dimension);
            var options = new SimilarityIndexOptions
            {
                IsApproximate = true,
                NumberOfThreads = threads,
                Seed = seed,
            };
            SimilarityIndex.Create(rows, options: options).Save(_folder.File("index"));
            return File.ReadAllBytes(_folder.File("index"));
        }

        byte[] one = Of(1, 1);
        Assert.Equal(one, Of(3, 1));
        Assert.NotEqual(one, Of(1, 2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_index_that_was_saved_finds_the_same(bool isApproximate)
    {
        SimilarityIndex index = Small(isApproximate);
        index.Save(_folder.File("index"));
        SimilarityIndex opened = SimilarityIndex.Load(_folder.File("index"));

        Assert.Equal(
            (index.Count, index.Dimension, index.Distance, index.IsApproximate),
            (opened.Count, opened.Dimension, opened.Distance, opened.IsApproximate)
        );
        Assert.Equal("photos of ö", opened.Identity);
        Assert.Equal(index.Names, opened.Names);
        for (int row = 0; row < index.Count; row += 7)
            Assert.Equal(index.Find(index.FeaturesOf(row), 5), opened.Find(opened.FeaturesOf(row), 5));
        Assert.Equal(["index"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Damage_anywhere_is_found_when_an_index_is_opened()
    {
        Small(isApproximate: true).Save(_folder.File("index"));
        byte[] whole = File.ReadAllBytes(_folder.File("index"));
        for (int at = 0; at < whole.Length; at += 1 + (whole.Length / 300))
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x41;
            Refused(damaged);
        }

        for (int at = 0; at < 60; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x81;
            Refused(damaged);
        }

        foreach (int length in new[] { 0, 3, 40, whole.Length / 2, whole.Length - 1 })
            Refused(whole[..length]);
        Refused([.. whole, 0]);
        Refused([0xff, 0xd8, 0xff, 0xe0, .. new byte[100]]);

        void Refused(byte[] contents)
        {
            _folder.Write("damaged", contents);
            string message = Assert.Throws<InvalidDataException>(() => SimilarityIndex.Load(_folder.File("damaged"))).Message;
            Assert.StartsWith($"The index '{_folder.File("damaged")}' can't be opened: ", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_row_and_rows_that_are_all_the_same_can_be_searched()
    {
        var options = new SimilarityIndexOptions { IsApproximate = true };
        Assert.Equal(0, SimilarityIndex.Create(new NeighborSearch([1, 2], 2), options: options).Find([1f, 2f], 1).Single().Distance);
        var same = SimilarityIndex.Create(new NeighborSearch([.. Enumerable.Repeat(1f, 600)], 2), options: options);
        Assert.Equal(10, same.Find([1f, 1f], 10).Select(f => f.Row).Distinct().Count());
    }

    [Fact]
    public void Columns_of_data_become_an_index_with_names()
    {
        var context = new MLContext(1);
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Photo));
        schema[nameof(Photo.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        IDataView data = context.Data.LoadFromEnumerable(
            [new Photo { Name = "up", Features = [0, 3] }, new Photo { Name = "right", Features = [2, 0] }],
            schema
        );
        SimilarityIndex index = context.Data.CreateSimilarityIndex(data, new SimilarityIndexOptions { NameColumnName = "Name" });

        Assert.Equal(["right", "up"], index.Find([9f, 1f], 2).Select(f => f.Name));
        Assert.Contains(
            "NameColumnName is 'Features', which has type",
            Assert
                .Throws<ArgumentException>(() =>
                    context.Data.CreateSimilarityIndex(data, new SimilarityIndexOptions { NameColumnName = "Features" })
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        SimilarityIndex index = Small(isApproximate: true);
        Says("There are 2 features; needed: 24", () => index.Find([1f, 2f], 1));
        Says("The count is 0; allowed: 1 to 60", () => index.Find(index.FeaturesOf(0), 0));
        Says("The breadth is 0", () => index.Find(index.FeaturesOf(0), 1, 0));
        Says("There are 1 names; needed: 2", () => SimilarityIndex.Create(new NeighborSearch([1, 2], 1), ["a"]));
        Says(
            "SimilarityIndexOptions.Distance is L1; allowed: L2, Cosine where IsApproximate is true",
            () =>
                SimilarityIndex.Create(
                    new NeighborSearch([1, 2], 1, NeighborDistance.L1),
                    options: new SimilarityIndexOptions { IsApproximate = true }
                )
        );
        Says(
            "NumberOfLinks is 1; allowed: 2 to 128",
            () => SimilarityIndex.Create(new NeighborSearch([1, 2], 1), options: new SimilarityIndexOptions { NumberOfLinks = 1 })
        );

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

    private static SimilarityIndex Small(bool isApproximate)
    {
        var rows = new NeighborSearch(Clusters(60), Dimension, NeighborDistance.Cosine);
        string[] names = [.. Enumerable.Range(0, 60).Select(i => $"photo {i} ü")];
        return SimilarityIndex.Create(rows, names, new SimilarityIndexOptions { IsApproximate = isApproximate, Identity = "photos of ö" });
    }

    /// <summary>Rows around forty points, in the order of these.</summary>
    private static float[] Clusters(int count)
    {
        var random = new Random(5);
        float[] middles = [.. Enumerable.Range(0, 40 * Dimension).Select(_ => (float)random.NextDouble() * 3)];
        float[] rows = new float[count * Dimension];
        int[] clusters = [.. Enumerable.Range(0, count).Select(i => i * 40 / count)];
        if (count > 1600)
            random.Shuffle(clusters);
        for (int i = 0; i < rows.Length; i++)
            rows[i] = middles[(clusters[i / Dimension] * Dimension) + (i % Dimension)] + (float)random.NextDouble();
        return rows;
    }

    private sealed class Photo
    {
        public string Name { get; set; } = "";

        public float[] Features { get; set; } = [];
    }
}
