namespace MLNet.ConvExtensions.CameraTraps.Tests.Review;

public sealed class ReviewQueueTests
{
    // csharpier-ignore - a table
    private static readonly float[][] Rows =
    [
        [0.7f, 0.2f, 0.1f], [0.34f, 0.33f, 0.33f], [0.5f, 0.5f, 0], [1, 0, 0], [0.5f, 0.5f, 0], [0.1f, 0.3f, 0.6f],
    ];

    [Fact]
    public void Uncertainty_is_that_of_numpy_and_scipy()
    {
        // s = np.sort(P, 1)[:, ::-1]; 1 - (s[:, 0] - s[:, 1]); scipy.stats.entropy(P, axis=1) / np.log(3)
        double[] margins = [0.5, 0.99, 1, 0, 1, 0.7],
            entropies = [0.729846699, 0.999909275, 0.630929754, 0, 0.630929754, 0.817345422];

        for (int i = 0; i < Rows.Length; i++)
        {
            Assert.Equal(margins[i], ReviewQueue.Uncertainty(Rows[i]), 1e-6);
            Assert.Equal(entropies[i], ReviewQueue.Uncertainty(Rows[i], ReviewUncertainty.Entropy), 1e-6);
        }

        Assert.Equal(0, ReviewQueue.Uncertainty([0.4f]));
        Assert.Equal(0, ReviewQueue.Uncertainty([0.4f], ReviewUncertainty.Entropy));
    }

    [Fact]
    public void The_least_sure_come_first_and_of_equals_the_earlier()
    {
        Assert.Equal([2, 4, 1, 5, 0, 3], ReviewQueue.Choose(Rows));
        Assert.Equal([1, 5, 0], ReviewQueue.Choose(Rows, new ReviewQueueOptions { Uncertainty = ReviewUncertainty.Entropy, Count = 3 }));
    }

    [Fact]
    public void Informative_rows_are_those_of_the_greedy_method_in_numpy()
    {
        // i = np.arange(2000)[:, None]; P and F as below; s = np.sort(P, 1)[:, ::-1]; u = 1 - (s[:, 0] - s[:, 1])
        // least = np.argsort(-u, kind='stable')[:1000]; U = F / np.linalg.norm(F, axis=1, keepdims=True)
        // D = scipy.spatial.distance.cdist(U[least], U[least]); t = [0]
        // while len(t) < 12: g = u[least] * D[:, t].min(1); g[t] = -1; t.append(int(np.argmax(g)))
        // print(least[t])
        int[] expected = [9, 1113, 147, 1228, 331, 1297, 1435, 1987, 883, 584, 791, 745];
        float[][] features = [.. Range(2000).Select(i => Range(6).Select(j => Feature(i, j)).ToArray())],
            probabilities = [.. Range(2000).Select(Probabilities)];
        var options = new ReviewQueueOptions { Order = ReviewOrder.Informative, Count = 12 };

        Assert.Equal(expected, ReviewQueue.Choose(probabilities, options, features));
        Assert.Equal(expected[..5], ReviewQueue.Choose(probabilities, options with { Count = 5 }, features));

        static float Feature(int i, int j) => ((i * 37 + j * 61 + i * i * 7 + i * j * 11) % 101 - 50) / 50f;
        static float[] Probabilities(int i)
        {
            float[] weights = [.. Range(4).Select(c => 1f + (i * i * 13 + c * 29 + i * 7 * (1 + c)) % 23)];
            return Array.ConvertAll(weights, w => w / weights.Sum());
        }
    }

    [Fact]
    public void A_burst_of_alike_photos_does_not_fill_the_informative_queue()
    {
        // 50 photos of one burst are the least sure; 5 others are each of a kind of their own.
        float[][] features = [.. Range(50).Select(_ => new float[] { 1, 0, 0, 0, 0, 0 }), .. Range(5).Select(Kind)],
            probabilities = [.. Range(50).Select(_ => new[] { 0.5f, 0.5f }), .. Range(5).Select(_ => new[] { 0.6f, 0.4f })];
        var options = new ReviewQueueOptions { Count = 6 };

        Assert.Equal([0, 1, 2, 3, 4, 5], ReviewQueue.Choose(probabilities, options, features));
        Assert.Equal(
            [0, 50, 51, 52, 53, 54],
            ReviewQueue.Choose(probabilities, options with { Order = ReviewOrder.Informative }, features)
        );

        static float[] Kind(int k)
        {
            var row = new float[6];
            row[k + 1] = 1;
            return row;
        }
    }

    [Fact]
    public void Rows_by_chance_are_each_there_once_and_the_same_for_a_seed()
    {
        float[][] rows = [.. Range(1000).Select(_ => new[] { 1f, 0f })];
        var options = new ReviewQueueOptions { Order = ReviewOrder.Random, Count = 2000 };
        IReadOnlyList<int> all = ReviewQueue.Choose(rows, options);

        Assert.Equal(Range(1000), all.Order());
        Assert.Equal(all.Take(10), ReviewQueue.Choose(rows, options with { Count = 10 }));
        Assert.NotEqual(all, ReviewQueue.Choose(rows, options with { Seed = 2 }));
    }

    [Fact]
    public void More_rows_than_there_are_and_rows_that_are_all_alike_are_no_error()
    {
        float[][] same = [.. Range(4).Select(_ => new[] { 0f, 1f })];
        var options = new ReviewQueueOptions { Order = ReviewOrder.Informative };

        Assert.Equal([0, 1, 2, 3], ReviewQueue.Choose(same, options));
        Assert.Equal([0, 1, 2, 3], ReviewQueue.Choose(same, options, [.. same.Select(_ => new float[3])]));
        Assert.Empty(ReviewQueue.Choose([], options));
    }

    [Theory]
    [InlineData(new[] { 0.5f, 1.5f }, "probabilities, row 1, is 0.5, 1.5; allowed: probabilities from 0 to 1")]
    [InlineData(new[] { 0f, 0f }, "probabilities, row 1, is 0, 0; allowed")]
    [InlineData(new[] { float.NaN, 0f }, "probabilities, row 1, is NaN, 0; allowed")]
    [InlineData(new[] { 0.5f }, "probabilities, row 1, has 1 values; needed: as many as row 0")]
    public void A_wrong_row_is_named(float[] row, string message)
    {
        ArgumentException wrong = Assert.Throws<ArgumentException>(() =>
            ReviewQueue.Choose([
                [0.5f, 0.5f],
                row,
            ])
        );
        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_options_and_features_are_refused()
    {
        float[][] rows =
        [
            [0.5f, 0.5f],
        ];
        Refused<ArgumentOutOfRangeException>("Count is 0; allowed: 1 or more", new ReviewQueueOptions { Count = 0 });
        Refused<ArgumentOutOfRangeException>("Order is 7; allowed: Uncertain", new ReviewQueueOptions { Order = (ReviewOrder)7 });
        Refused<ArgumentOutOfRangeException>(
            "is 7; allowed: Margin, Entropy",
            new ReviewQueueOptions { Uncertainty = (ReviewUncertainty)7 }
        );
        Refused<ArgumentException>(
            "features has 2 rows; needed: 1",
            null,
            [
                [1],
                [2],
            ]
        );
        Refused<ArgumentException>(
            "features, row 0, is NaN; allowed: finite numbers",
            null,
            [
                [float.NaN],
            ]
        );

        void Refused<T>(string message, ReviewQueueOptions? options, float[][]? features = null)
            where T : ArgumentException
        {
            T wrong = Assert.Throws<T>(() => ReviewQueue.Choose(rows, options, features));
            Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);
}
