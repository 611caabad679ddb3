using Microsoft.ML;
using MLNet.ConvExtensions.Training.Data;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;

namespace MLNet.ConvExtensions.Training.Tests.Data;

public sealed class ImageAugmentationTests
{
    private static readonly SampleShape Shape = new(2, 5, 6);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Each_image_is_changed_anew_in_each_epoch_by_seed_epoch_and_image_alone(int workers)
    {
        float[][] alone = Added(workers: 0, seed: 9),
            together = Added(workers, seed: 9),
            other = Added(workers, seed: 10);

        Assert.Equal(alone, together);
        Assert.NotEqual(alone, other);
        Assert.All(alone, epoch => Assert.Equal(30, epoch.Distinct().Count()));
        Assert.Empty(alone[0].Intersect(alone[1]));
        Assert.All(alone.SelectMany(e => e), added => Assert.InRange(added, 0, 100));
    }

    [Fact]
    public void Several_follow_one_another_after_the_librarys_own()
    {
        var augmenter = new Augmenter(
            new AugmentationOptions { Brightness = 1, Custom = [new Set(7), new Times(3)] },
            Shape,
            Shape,
            (0, 255)
        );
        var planes = new float[Shape.Length];
        augmenter.Apply(new SampleRandom(1, 1, 1), new SampleWorkspace(null, Shape.Length), planes);

        Assert.All(planes, value => Assert.Equal(21, value));
    }

    [Fact]
    public void It_sees_planes_of_the_networks_size()
    {
        var seen = new List<(int Channels, int Height, int Width, int Plane)>();
        var augmenter = new Augmenter(new AugmentationOptions { Custom = [new Look(seen)] }, new SampleShape(2, 8, 9), Shape, (0, 255));
        augmenter.Apply(new SampleRandom(1, 1, 1), new SampleWorkspace(null, 2 * 8 * 9), new float[Shape.Length]);

        Assert.Equal([(2, 5, 6, 30)], seen);
    }

    [Fact]
    public void Values_that_are_no_numbers_are_refused()
    {
        var augmenter = new Augmenter(new AugmentationOptions { Custom = [new Set(float.NaN)] }, Shape, Shape, (0, 255));
        string message = Assert
            .Throws<InvalidOperationException>(() =>
                augmenter.Apply(new SampleRandom(1, 1, 1), new SampleWorkspace(null, Shape.Length), new float[Shape.Length])
            )
            .Message;

        Assert.Contains("Set.Apply made the value at 0 of 2 x 5 x 6 NaN", message);
    }

    [Fact]
    public void What_it_throws_ends_the_training_with_its_own_words()
    {
        ConvNetOptions options = new()
        {
            Epochs = 1,
            NumberOfThreads = 1,
            Augmentation = new() { Custom = [new Broken()] },
        };

        Assert.Equal("broken", Assert.Throws<NotSupportedException>(() => Fit(options)).Message);
    }

    [Fact]
    public void Training_sees_it_and_validation_does_not()
    {
        ConvNetOptions options = new()
        {
            Epochs = 1,
            LearningRate = 1e-30,
            Optimizer = new SgdOptimizer(),
            NumberOfThreads = 1,
            ValidationSet = Stripes(60, 1),
        };
        TrainingHistory plain = Fit(options),
            changed = Fit(options with { Augmentation = new() { Custom = [new Marks(5)] } });

        Assert.Equal(plain[TrainingLogs.ValidationLoss], changed[TrainingLogs.ValidationLoss]);
        Assert.NotEqual(plain[TrainingLogs.Loss], changed[TrainingLogs.Loss]);
    }

    private static TrainingHistory Fit(ConvNetOptions options)
    {
        OnnxNetwork network = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).Relu().Flatten().Dense(3).Build();
        using ConvNetTransformer model = new MLContext(1).MulticlassClassification.Trainers.ConvNet(network, options).Fit(Stripes(60, 1));
        return model.History;
    }

    private static float[][] Added(int workers, int seed)
    {
        var store = new VectorStore(Shape);
        for (int i = 0; i < 30; i++)
        {
            store.Add().Fill(1000 * i);
            store.Added();
        }

        var options = new BatchPipelineOptions
        {
            BatchSize = 4,
            Seed = seed,
            Augmentation = new() { Custom = [new Marks(100)] },
            Workers = workers,
        };
        using var pipeline = new BatchPipeline(new TrainingSamples(store, new float[30], null), Shape, options);
        var epochs = new float[2][];
        for (int epoch = 0; epoch < 2; epoch++)
        {
            var added = new float[30];
            pipeline.Start(epoch, 0);
            while (pipeline.Next(default) is { } batch)
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    float value = batch.Inputs[i * Shape.Length];
                    added[(int)(value / 1000)] = value % 1000;
                }
            }

            epochs[epoch] = added;
        }

        return epochs;
    }

    private sealed record Set(float Value) : ImageAugmentation
    {
        public override void Apply(ImagePlanes image, Random random) => image.Values.Fill(Value);
    }

    private sealed record Times(float Factor) : ImageAugmentation
    {
        public override void Apply(ImagePlanes image, Random random)
        {
            foreach (ref float value in image.Values)
                value *= Factor;
        }
    }

    private sealed record Look(List<(int Channels, int Height, int Width, int Plane)> Seen) : ImageAugmentation
    {
        public override void Apply(ImagePlanes image, Random random) =>
            Seen.Add((image.Channels, image.Height, image.Width, image.Plane(1).Length));
    }

    private sealed record Broken : ImageAugmentation
    {
        public override void Apply(ImagePlanes image, Random random) => throw new NotSupportedException("broken");
    }
}
