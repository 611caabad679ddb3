using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Tests.Data;

public sealed class MixingAndBalanceTests
{
    private static readonly SampleShape Shape = new(2, 20, 30);

    [Fact]
    public void CutMix_puts_one_rectangle_of_the_partner_in_and_the_label_has_its_part_of_the_area()
    {
        float[] shares = Mixed(new AugmentationOptions { CutMix = 1 }, isCut: true);

        // The rectangle is cut off at the edges, so that images keep more than the half that the beta distribution's mean is.
        Assert.InRange(shares.Average(), 0.55, 0.8);
        Assert.True(shares.Distinct().Count() > 100);
    }

    [Fact]
    public void Images_are_mixed_as_often_as_the_probability_says_and_in_both_ways()
    {
        var options = new AugmentationOptions
        {
            CutMix = 1,
            Mixup = 1,
            MixProbability = 0.6,
            CutMixShare = 0.25,
        };
        using var pipeline = Pipeline(options, 0);
        pipeline.Start(0, 0);
        TrainingBatch batch = pipeline.Next(default)!;
        int alone = batch.Shares!.Count(s => s == 1),
            cut = Enumerable.Range(0, batch.Count).Count(i => batch.Shares![i] != 1 && Planes(batch, i).ToArray().Distinct().Count() == 2);

        // Of 400: 160 alone, and of the others 60 cut; five deviations. Some partners are the image itself.
        Assert.InRange(alone, 111, 209);
        Assert.InRange(cut, 22, 98);
        Assert.All(
            Enumerable.Range(0, batch.Count).Where(i => batch.Shares![i] == 1),
            i => Assert.Equal(batch.Targets[i], batch.Partners![i])
        );
    }

    [Theory]
    [InlineData(1, new[] { 133, 133, 134 })]
    [InlineData(0.5, new[] { 61, 87, 252 })]
    [InlineData(0, new[] { 20, 40, 340 })]
    public void Classes_come_as_often_as_the_balance_says(double balance, int[] expected)
    {
        using var pipeline = Pipeline(null, balance);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            (List<float> classes, List<float> rows) = Read(pipeline, epoch);
            Assert.Equal(400, classes.Count);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.InRange(classes.Count(c => c == i), expected[i] - 2, expected[i] + 2);
                // All rows of a class in turn, before any comes again.
                int[] often = [.. rows.Where(r => Class((int)r) == i).GroupBy(r => r).Select(g => g.Count())];
                int least = classes.Count(c => c == i) / new[] { 20, 40, 340 }[i];
                Assert.All(often, n => Assert.InRange(n, Math.Max(least, 1), least + 1));
            }

            Assert.Equal(rows, Read(pipeline, epoch).Rows);
        }

        Assert.NotEqual(Read(pipeline, 0).Rows, Read(pipeline, 1).Rows);
    }

    [Fact]
    public void A_row_that_comes_again_in_an_epoch_is_changed_in_another_way()
    {
        using var pipeline = Pipeline(new AugmentationOptions { Noise = 0.5 }, 1);
        pipeline.Start(0, 0);
        TrainingBatch batch = pipeline.Next(default)!;

        Assert.Equal(400, Enumerable.Range(0, 400).Select(i => Planes(batch, i)[0]).Distinct().Count());
    }

    private static float[] Mixed(AugmentationOptions options, bool isCut)
    {
        using var pipeline = Pipeline(options, 0);
        pipeline.Start(0, 0);
        TrainingBatch batch = pipeline.Next(default)!;
        for (int i = 0; i < batch.Count; i++)
        {
            // The values of a row are its number, in all places: those that differ from the first most frequent one are the partner's.
            float[] first = [.. Planes(batch, i)[..Shape.Size]],
                second = [.. Planes(batch, i)[Shape.Size..]];
            Assert.Equal(first, second);
            float[] values = [.. first.Distinct()];
            Assert.InRange(values.Length, 1, 2);
            if (values.Length == 1)
                continue;
            float own = values.First(v => Math.Abs(first.Count(p => p == v) - (batch.Shares![i] * Shape.Size)) < 0.5),
                other = values.First(v => v != own);
            int[] places = [.. Enumerable.Range(0, Shape.Size).Where(p => first[p] == other)];
            int wide = places.Max(p => p % Shape.Width) - places.Min(p => p % Shape.Width) + 1,
                high = (places[^1] / Shape.Width) - (places[0] / Shape.Width) + 1;
            Assert.Equal(isCut, wide * high == places.Length);
            float[] classes = [Class((int)own), Class((int)other)];
            float[] labels = [batch.Targets[i], batch.Partners![i]];
            Assert.Equal(classes.Order(), labels.Order());
        }

        return batch.Shares!;
    }

    private static Span<float> Planes(TrainingBatch batch, int row) => batch.Inputs.AsSpan(row * Shape.Length, Shape.Length);

    private static (List<float> Classes, List<float> Rows) Read(BatchPipeline pipeline, int epoch)
    {
        (List<float> classes, List<float> rows) = ([], []);
        pipeline.Start(epoch, 0);
        while (pipeline.Next(default) is { } batch)
        {
            classes.AddRange(batch.Targets[..batch.Count]);
            rows.AddRange(Enumerable.Range(0, batch.Count).Select(i => Planes(batch, i)[0]));
        }

        return (classes, rows);
    }

    private static int Class(int row) =>
        row < 20 ? 0
        : row < 60 ? 1
        : 2;

    private static BatchPipeline Pipeline(AugmentationOptions? augmentation, double balance)
    {
        var store = new VectorStore(Shape);
        for (int i = 0; i < 400; i++)
        {
            store.Add().Fill(i);
            store.Added();
        }

        float[] targets = [.. Enumerable.Range(0, 400).Select(i => (float)Class(i))];
        var options = new BatchPipelineOptions
        {
            BatchSize = 400,
            Seed = 3,
            Augmentation = augmentation,
            ClassBalance = balance,
        };
        return new BatchPipeline(new TrainingSamples(store, targets, null), Shape, options);
    }
}
