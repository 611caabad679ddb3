using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>Trainings on images of all forms: drawn ones, whose class is which of two seeds their colours come from.</summary>
public sealed class ConvNetImageTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void What_is_judged_in_training_is_what_the_fitted_stage_predicts(int channels)
    {
        IDataView data = Paths(24);
        ConvNetOptions options = Options(nameof(Row.Path)) with
        {
            Epochs = 4,
            LearningRate = 0.01,
            ValidationSet = data,
            Preprocessing = new BackbonePreprocessing
            {
                CropFraction = 0.8,
                Mean = [0.4f, 0.5f, 0.6f],
                StandardDeviation = [0.2f, 0.3f, 0.4f],
                BlueFirst = true,
            },
        };
        using ConvNetTransformer model = _ml.MulticlassClassification.Trainers.ConvNet(Network(channels), options).Fit(data);
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(model.Transform(data));

        Assert.True(metrics.MicroAccuracy > 0.9, model.History.ToCsv());
        Assert.Equal(metrics.MicroAccuracy, model.History[TrainingLogs.ValidationAccuracy][^1], tolerance: 1e-6);
        Assert.Equal(metrics.LogLoss, model.History[TrainingLogs.ValidationLoss][^1], tolerance: 1e-4);
    }

    [Fact]
    public void All_forms_of_images_give_the_same_network()
    {
        IDataView data = Paths(12);
        IDataView images = _ml.Transforms.LoadImages("Image", _folder.Path, nameof(Row.Path)).Fit(data).Transform(data);
        byte[] paths = Train(data, nameof(Row.Path)),
            encoded = Train(data, nameof(Row.Bytes)),
            loaded = Train(images, "Image");

        Assert.Equal(paths, encoded);
        Assert.Equal(paths, loaded);
    }

    [Fact]
    public void Images_that_find_no_room_are_decoded_again_and_change_nothing()
    {
        IDataView data = Paths(12);

        Assert.Equal(Train(data, nameof(Row.Path)), Train(data, nameof(Row.Path), o => o with { CacheMegabytes = 0 }));
    }

    [Theory]
    [InlineData(nameof(Row.Path))]
    [InlineData(nameof(Row.Bytes))]
    public void Images_kept_in_a_folder_for_later_runs_change_nothing(string column)
    {
        IDataView data = Paths(12);
        using var cache = new TemporaryFolder();
        AugmentationOptions crops = new() { HorizontalFlip = true, CropArea = 0.5 };
        byte[] plain = Train(data, column, o => o with { Augmentation = crops });

        Assert.Equal(plain, Train(data, column, o => o with { Augmentation = crops, ImageCacheFolder = cache.Path }));
        long length = new FileInfo(Directory.GetFiles(cache.Path, "*.cache").Single()).Length;
        Assert.Equal(plain, Train(data, column, o => o with { Augmentation = crops, ImageCacheFolder = cache.Path }));
        Assert.Equal(length, new FileInfo(Directory.GetFiles(cache.Path, "*.cache").Single()).Length);
    }

    [Fact]
    public void A_folder_that_cant_be_used_is_one_clear_error()
    {
        string file = _folder.Write("taken", [1]);
        IDataView data = Paths(12);

        string message = Assert.Throws<IOException>(() => Train(data, nameof(Row.Path), o => o with { ImageCacheFolder = file })).Message;
        Assert.Contains(file, message);
        Assert.Contains(nameof(TrainingOptions.ImageCacheFolder), message);
    }

    [Fact]
    public void A_folder_for_no_megabytes_is_refused()
    {
        string message = Assert
            .ThrowsAny<ArgumentException>(() =>
                Train(Paths(12), nameof(Row.Path), o => o with { ImageCacheFolder = _folder.Path, CacheMegabytes = 0 })
            )
            .Message;
        Assert.Contains("CacheMegabytes is 0; allowed: 1 or more with an ImageCacheFolder", message);
    }

    [Fact]
    public void Augmented_and_cancelled_anywhere_it_ends_with_the_same_bytes()
    {
        IDataView data = Paths(12);
        AugmentationOptions all = new()
        {
            HorizontalFlip = true,
            VerticalFlip = true,
            ShiftPixels = 2,
            Rotation = 10,
            Scale = 0.1,
            CropArea = 0.5,
            Border = BorderFill.Reflect,
            Brightness = 0.2,
            Contrast = 0.2,
            Saturation = 0.2,
            Hue = 0.1,
            Grayscale = 0.2,
            Blur = 1,
            Noise = 0.05,
            CutOut = 0.2,
            Occlusion = 0.2,
            Mixup = 0.2,
        };
        byte[] whole = Train(data, nameof(Row.Path), o => o with { Augmentation = all, Callbacks = [new CancelAt(-1, null)] });

        var checkpoint = new CheckpointOptions(Path.Combine(_folder.Path, "state"));
        using var cancel = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Train(
                data,
                nameof(Row.Path),
                o =>
                    o with
                    {
                        Augmentation = all,
                        Checkpoint = checkpoint,
                        Cancellation = cancel.Token,
                        Callbacks = [new CancelAt(4, cancel)],
                    }
            )
        );
        Assert.Equal(
            whole,
            Train(data, nameof(Row.Path), o => o with { Augmentation = all, Checkpoint = checkpoint, Callbacks = [new CancelAt(-1, null)] })
        );
        Assert.NotEqual(whole, Train(data, nameof(Row.Path)));
    }

    [Fact]
    public void Images_kept_larger_for_crops_are_judged_in_the_networks_size()
    {
        IDataView data = Paths(24);
        AugmentationOptions crops = new() { CropArea = 0.4 };
        using ConvNetTransformer fraction = _ml
            .MulticlassClassification.Trainers.ConvNet(
                Network(3),
                Options(nameof(Row.Path)) with
                {
                    Augmentation = crops,
                    ValidationFraction = 0.5,
                    Seed = 0,
                    LearningRate = 1e-30,
                    Optimizer = new SgdOptimizer(),
                }
            )
            .Fit(data);
        using ConvNetTransformer set = _ml
            .MulticlassClassification.Trainers.ConvNet(
                Network(3),
                Options(nameof(Row.Path)) with
                {
                    Augmentation = crops,
                    ValidationSet = data,
                    LearningRate = 1e-30,
                    Optimizer = new SgdOptimizer(),
                }
            )
            .Fit(data);
        double logLoss = _ml.MulticlassClassification.Evaluate(set.Transform(data)).LogLoss;

        Assert.Equal(logLoss, set.History[TrainingLogs.ValidationLoss][^1], tolerance: 1e-4);
        // All images of a class are alike, and each half has as many of both.
        Assert.Equal(logLoss, fraction.History[TrainingLogs.ValidationLoss][^1], tolerance: 0.05);
    }

    [Fact]
    public void An_image_that_cannot_be_read_is_named()
    {
        IDataView data = Paths(12);
        string path = Path.Combine(_folder.Path, "5.png");
        File.WriteAllText(path, "no image");

        string message = Assert.Throws<ImageInputException>(() => Train(data, nameof(Row.Path))).Message;
        Assert.Contains("Row 5", message);
        Assert.Contains(path, message);
    }

    [Fact]
    public void A_network_of_two_channels_takes_no_images()
    {
        Assert.Contains(
            "with 1 (grey) or 3 (red, green, blue) channels",
            Assert
                .Throws<OnnxNetworkException>(() =>
                    _ml.MulticlassClassification.Trainers.ConvNet(Network(2), Options(nameof(Row.Path))).Fit(Paths(12))
                )
                .Message
        );
    }

    private static OnnxNetwork Network(int channels) =>
        NetworkBuilder.Image(12, 16, channels, seed: 2).Conv(6, 3).Relu().MaxPool(2).Flatten().Dense(2).Build("drawn");

    private ConvNetOptions Options(string column) =>
        new()
        {
            FeatureColumnName = column,
            ImageFolder = _folder.Path,
            Epochs = 2,
            BatchSize = 4,
            NumberOfThreads = 1,
        };

    private byte[] Train(IDataView data, string column, Func<ConvNetOptions, ConvNetOptions>? change = null)
    {
        ConvNetOptions options = Options(column);
        using ConvNetTransformer model = _ml
            .MulticlassClassification.Trainers.ConvNet(Network(3), change?.Invoke(options) ?? options)
            .Fit(data);
        return model.Network.ToBytes();
    }

    private IDataView Paths(int count)
    {
        Row[] rows =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new Row
                {
                    Kind = i % 2 == 0 ? "even" : "odd",
                    Path = $"{i}.png",
                    Bytes = TestImages.Png(1 + (i % 2), 20 + i, 30 - i),
                }),
        ];
        foreach (Row row in rows)
            File.WriteAllBytes(Path.Combine(_folder.Path, row.Path), row.Bytes);
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        return _ml.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Kind)).Fit(data).Transform(data);
    }

    private sealed class CancelAt(long step, CancellationTokenSource? source) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context)
        {
            if (context.Step == step)
                source!.Cancel();
        }
    }

    private sealed class Row
    {
        public string Kind { get; set; } = "";

        public string Path { get; set; } = "";

        public byte[] Bytes { get; set; } = [];
    }
}
