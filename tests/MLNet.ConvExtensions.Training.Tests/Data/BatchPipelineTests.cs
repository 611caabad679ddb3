using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Tests.Data;

public sealed class BatchPipelineTests
{
    private static readonly SampleShape Shape = new(2, 5, 6);

    private static AugmentationOptions All { get; } =
        new()
        {
            HorizontalFlip = true,
            VerticalFlip = true,
            ShiftPixels = 2,
            Rotation = 20,
            Scale = 0.2,
            Brightness = 0.3,
            Contrast = 0.3,
            Blur = 1,
            Noise = 0.1,
            CutOut = 0.4,
            Occlusion = 0.5,
            Mixup = 0.4,
        };

    [Fact]
    public void Alternating_flips_show_both_sides_of_every_sample_in_two_epochs_and_those_of_chance_in_the_first()
    {
        var options = new BatchPipelineOptions
        {
            BatchSize = 40,
            Seed = 5,
            Shuffle = false,
            Augmentation = new AugmentationOptions { HorizontalFlip = true, AlternatingFlip = true },
            Workers = 0,
        };
        using var alternating = new BatchPipeline(Samples(40), Shape, options);
        using var chance = new BatchPipeline(
            Samples(40),
            Shape,
            options with
            {
                Augmentation = new AugmentationOptions { HorizontalFlip = true },
            }
        );
        bool[] first = Mirrored(alternating, 0);

        Assert.Equal(Mirrored(chance, 0), first);
        Assert.InRange(first.Count(m => m), 10, 30);
        Assert.Equal(first.Select(m => !m), Mirrored(alternating, 1));
        Assert.Equal(first, Mirrored(alternating, 2));
        Assert.NotEqual(first.Select(m => !m), Mirrored(chance, 1));

        // The values of a sample rise along its lines.
        static bool[] Mirrored(BatchPipeline pipeline, int epoch)
        {
            pipeline.Start(epoch, 0);
            TrainingBatch batch = pipeline.Next(default)!;
            return [.. Enumerable.Range(0, batch.Count).Select(s => batch.Inputs[s * Shape.Length] > batch.Inputs[(s * Shape.Length) + 1])];
        }
    }

    [Fact]
    public void An_epoch_has_every_sample_once_with_its_target_and_weight()
    {
        using var pipeline = new BatchPipeline(Samples(23), Shape, new BatchPipelineOptions { BatchSize = 5, Seed = 3 });
        var seen = new List<int>();
        pipeline.Start(1, 0);
        for (int i = 0; pipeline.Next(default) is { } batch; i++)
        {
            Assert.Equal(i < 4 ? 5 : 3, batch.Count);
            for (int s = 0; s < batch.Count; s++)
            {
                int sample = (int)batch.Inputs[s * Shape.Length];
                seen.Add(sample);
                Assert.Equal(sample % 3, batch.Targets[s]);
                Assert.Equal(sample + 0.5f, batch.Weights![s]);
                Assert.Equal(sample + 0.59f, batch.Inputs[((s + 1) * Shape.Length) - 1], tolerance: 1e-4f);
            }
        }

        Assert.Equal(5, pipeline.BatchesPerEpoch);
        Assert.Equal(Enumerable.Range(0, 23), seen.Order());
        Assert.NotEqual(Enumerable.Range(0, 23), seen);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    public void Workers_change_nothing_and_any_batch_can_be_begun_at(bool augmented, int workers)
    {
        var options = new BatchPipelineOptions
        {
            BatchSize = 4,
            Seed = 9,
            Augmentation = augmented ? All : null,
            Workers = 0,
        };
        using var alone = new BatchPipeline(Samples(30), Shape, options);
        using var together = new BatchPipeline(Samples(30), Shape, options with { Workers = workers });
        for (int epoch = 0; epoch < 3; epoch++)
        {
            List<float[]> whole = Read(alone, epoch, 0);
            Assert.Equal(whole, Read(together, epoch, 0));
            for (int batch = 7; batch >= 0; batch -= 3)
                Assert.Equal(whole[batch..], Read(together, epoch, batch));
        }

        Assert.NotEqual(Read(alone, 0, 0), Read(alone, 1, 0));
    }

    [Fact]
    public void Without_shuffling_samples_come_in_their_order()
    {
        using var pipeline = new BatchPipeline(Samples(9), Shape, new BatchPipelineOptions { BatchSize = 4, Shuffle = false });

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8], Read(pipeline, 5, 0).SelectMany(b => b.Chunk(Shape.Length)).Select(s => (int)s[0]));
    }

    [Fact]
    public void It_can_be_closed_or_cancelled_in_the_middle()
    {
        using var cancel = new CancellationTokenSource();
        var pipeline = new BatchPipeline(
            Samples(500),
            Shape,
            new BatchPipelineOptions
            {
                BatchSize = 4,
                Augmentation = All,
                Workers = 3,
            }
        );
        pipeline.Start(0, 0);
        Assert.NotNull(pipeline.Next(cancel.Token));
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => pipeline.Next(cancel.Token));
        pipeline.Dispose();
    }

    [Fact]
    public void A_part_is_taken_of_each_class_and_nothing_is_in_both()
    {
        TrainingSamples samples = Samples(60);
        (TrainingSamples rest, TrainingSamples part) = samples.Split(0.25, classes: true, seed: 5);
        int[] kept = Places(rest),
            judged = Places(part);

        Assert.Equal((45, 15), (kept.Length, judged.Length));
        Assert.Equal(Enumerable.Range(0, 60), kept.Concat(judged).Order());
        Assert.All(judged.GroupBy(p => samples.Targets[p]), group => Assert.Equal(5, group.Count()));
        Assert.Equal(judged, Places(samples.Split(0.25, classes: true, seed: 5).Part));
        Assert.NotEqual(judged, Places(samples.Split(0.25, classes: true, seed: 6).Part));

        static int[] Places(TrainingSamples samples) => [.. Enumerable.Range(0, samples.Count).Select(samples.PlaceOf)];
    }

    [Fact]
    public void In_steady_state_nothing_is_allocated()
    {
        using var pipeline = new BatchPipeline(
            Samples(400),
            Shape,
            new BatchPipelineOptions
            {
                BatchSize = 4,
                Augmentation = All with { Mixup = 0 },
                Workers = 0,
            }
        );
        Read();
        // What the runtime itself allocates now and then on this thread doesn't come each time.
        Assert.Equal(
            0,
            Enumerable
                .Range(0, 5)
                .Min(_ =>
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    Read();
                    return GC.GetAllocatedBytesForCurrentThread() - before;
                })
        );

        void Read()
        {
            pipeline.Start(1, 0);
            while (pipeline.Next(default) is not null) { }
        }
    }

    private static List<float[]> Read(BatchPipeline pipeline, int epoch, int batch)
    {
        var batches = new List<float[]>();
        pipeline.Start(epoch, batch);
        while (pipeline.Next(default) is { } next)
            batches.Add([
                .. next.Inputs.AsSpan(0, next.Count * Shape.Length),
                .. next.Partners?.Take(next.Count) ?? [],
                .. next.Shares?.Take(next.Count) ?? [],
            ]);
        return batches;
    }

    private static TrainingSamples Samples(int count)
    {
        var store = new VectorStore(Shape);
        for (int i = 0; i < count; i++)
        {
            Span<float> planes = store.Add();
            for (int at = 0; at < planes.Length; at++)
                planes[at] = i + (at * 0.01f);
            store.Added();
        }

        return new TrainingSamples(
            store,
            [.. Enumerable.Range(0, count).Select(i => (float)(i % 3))],
            [.. Enumerable.Range(0, count).Select(i => i + 0.5f)]
        );
    }
}
