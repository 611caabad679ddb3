using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.ConvFeatures;

/// <summary>What is particular to the feature stage: layers, pooling, batches, bad images, options.</summary>
public sealed class ConvFeaturesTests : IDisposable
{
    private readonly MLContext _context = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, FeaturePooling.Average, 12)]
    [InlineData("flatten", FeaturePooling.None, 12)]
    [InlineData("classifier", FeaturePooling.Average, 5)]
    [InlineData("logits", FeaturePooling.None, 5)]
    [InlineData("conv1", FeaturePooling.Average, 8)]
    [InlineData("conv1", FeaturePooling.Maximum, 8)]
    [InlineData("conv1", FeaturePooling.None, 8 * 32 * 32)]
    [InlineData("pool1", FeaturePooling.None, 8 * 16 * 16)]
    [InlineData("r2", FeaturePooling.Maximum, 12)]
    public void Any_layer_gives_features_by_its_name_or_its_outputs(string? layer, FeaturePooling pooling, int width)
    {
        using ConvFeaturesTransformer transformer = _context
            .Transforms.ConvFeatures("Features", "Image", Tiny.Backbone, layer, pooling)
            .Fit(Photos(3));

        Assert.Equal(width, transformer.FeatureCount);
        Assert.All(Features(transformer, Photos(3)), f => Assert.Equal(width, f.Length));
    }

    [Fact]
    public void Pooling_is_the_average_and_the_maximum_of_the_maps()
    {
        float[] maps = First("conv1", FeaturePooling.None),
            average = First("conv1", FeaturePooling.Average),
            maximum = First("conv1", FeaturePooling.Maximum);
        for (int c = 0; c < 8; c++)
        {
            ReadOnlySpan<float> map = maps.AsSpan(c * 1024, 1024);
            double sum = 0,
                most = double.MinValue;
            foreach (float value in map)
            {
                sum += value;
                most = Math.Max(most, value);
            }

            Assert.Equal(sum / 1024, average[c], 1e-4);
            Assert.Equal(most, maximum[c], 1e-4);
        }
    }

    [Fact]
    public void A_layer_that_does_not_exist_is_answered_with_the_nearest_names()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            _context.Transforms.ConvFeatures("Features", "Image", Tiny.Backbone, "conv3").Fit(Photos(1))
        );
        Assert.Contains("'conv3'", error.Message, StringComparison.Ordinal);
        Assert.Contains("conv1", error.Message, StringComparison.Ordinal);
        Assert.Contains("conv2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(16, 1)]
    [InlineData(64, 5)]
    public void Batches_and_workers_do_not_change_the_features(int batchSize, int parallelism)
    {
        float[][] expected = Features(
            new ConvFeaturesOptions
            {
                InputColumnName = "Image",
                BatchSize = 1,
                NumberOfThreads = 1,
            },
            Photos(21)
        );
        float[][] actual = Features(
            new ConvFeaturesOptions
            {
                InputColumnName = "Image",
                BatchSize = batchSize,
                NumberOfThreads = parallelism,
            },
            Photos(21)
        );

        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.All(expected[i].Zip(actual[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void One_bad_image_in_a_batch_costs_its_own_row_only(int batchSize)
    {
        IDataView photos = Photos(10, i => i == 5 ? _folder.Write("broken.png", TestImages.Png(1)[..100]) : null);
        var options = new ConvFeaturesOptions
        {
            InputColumnName = "Image",
            BatchSize = batchSize,
            BadImages = BadImageHandling.Missing,
        };
        using ConvFeaturesTransformer transformer = _context.Transforms.ConvFeatures(Tiny.Backbone, options).Fit(photos);
        float[][] features = Features(transformer, photos);
        float[][] good = Features(new ConvFeaturesOptions { InputColumnName = "Image", BatchSize = batchSize }, Photos(10));

        Assert.All(features[5], x => Assert.True(float.IsNaN(x)));
        Assert.All(
            Enumerable.Range(0, 10).Where(i => i != 5),
            i => Assert.All(good[i].Zip(features[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-4))
        );
        Assert.Equal(1, transformer.BadImages.Count);
        BadImage bad = Assert.Single(transformer.BadImages.First);
        Assert.Equal(5, bad.Row);
        Assert.Contains("broken.png", bad.Reason, StringComparison.Ordinal);
        Assert.Contains("Row 5, column 'Image'", bad.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_images_are_told_to_the_logger()
    {
        var logger = new MessageLog();
        IDataView photos = Photos(2, i => i == 1 ? "nowhere.png" : null);
        Features(
            new ConvFeaturesOptions
            {
                InputColumnName = "Image",
                BadImages = BadImageHandling.Missing,
                Logger = logger,
            },
            photos
        );

        Assert.Contains("nowhere.png", Assert.Single(logger.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_image_is_an_error_that_names_row_column_and_file()
    {
        IDataView photos = Photos(4, i => i == 2 ? "nowhere.png" : null);
        var error = Assert.Throws<ImageInputException>(() => Features(new ConvFeaturesOptions { InputColumnName = "Image" }, photos));
        Assert.Contains("Row 2, column 'Image'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'nowhere.png'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Relative_paths_start_from_the_image_folder()
    {
        _folder.Write("a.png", TestImages.Png(7));
        IDataView relative = _context.Data.LoadFromEnumerable(new[] { new PathRow { Image = "a.png" } });
        IDataView absolute = _context.Data.LoadFromEnumerable(new[] { new PathRow { Image = _folder.File("a.png") } });

        Assert.Equal(
            Features(new ConvFeaturesOptions { InputColumnName = "Image" }, absolute),
            Features(new ConvFeaturesOptions { InputColumnName = "Image", ImageFolder = _folder.Path }, relative)
        );
    }

    [Fact]
    public void The_output_column_may_replace_the_input_column()
    {
        using ConvFeaturesTransformer transformer = _context.Transforms.ConvFeatures("Image", null, Tiny.Backbone).Fit(Photos(2));
        IDataView output = transformer.Transform(Photos(2));

        Assert.IsType<VectorDataViewType>(output.Schema["Image"].Type);
        Assert.Equal(2, output.GetColumn<float[]>("Image").Count());
    }

    [Fact]
    public void A_gpu_that_is_not_there_is_an_error_that_says_what_is_missing()
    {
        var options = new ConvFeaturesOptions { InputColumnName = "Image", GpuDeviceId = 0 };
        var error = Assert.Throws<InvalidOperationException>(() => _context.Transforms.ConvFeatures(Tiny.Backbone, options).Fit(Photos(1)));
        Assert.Contains("GPU 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("Microsoft.ML.OnnxRuntime.Gpu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gpu_that_is_not_there_is_a_warning_when_falling_back_was_allowed()
    {
        var logger = new MessageLog();
        float[][] features = Features(
            new ConvFeaturesOptions
            {
                InputColumnName = "Image",
                GpuDeviceId = 0,
                FallbackToCpu = true,
                Logger = logger,
            },
            Photos(3)
        );

        Assert.Equal(3, features.Length);
        Assert.Contains("Running on the CPU", Assert.Single(logger.Messages), StringComparison.Ordinal);
    }

    public static TheoryData<ConvFeaturesOptions, string> WrongOptions =>
        new()
        {
            {
                new() { OutputColumnName = " " },
                nameof(ConvFeaturesOptions.OutputColumnName)
            },
            {
                new() { InputColumnName = "" },
                nameof(ConvFeaturesOptions.InputColumnName)
            },
            {
                new() { InputColumnName = "Image", BatchSize = 0 },
                nameof(ConvFeaturesOptions.BatchSize)
            },
            {
                new() { InputColumnName = "Image", BatchSize = 5000 },
                nameof(ConvFeaturesOptions.BatchSize)
            },
            {
                new() { InputColumnName = "Image", NumberOfThreads = -1 },
                nameof(ConvFeaturesOptions.NumberOfThreads)
            },
            {
                new() { InputColumnName = "Image", MaxImagePixels = 0 },
                nameof(ConvFeaturesOptions.MaxImagePixels)
            },
            {
                new() { InputColumnName = "Image", GpuDeviceId = -2 },
                nameof(ConvFeaturesOptions.GpuDeviceId)
            },
            {
                new() { InputColumnName = "Image", CacheMegabytes = -1 },
                nameof(ConvFeaturesOptions.CacheMegabytes)
            },
            {
                new() { InputColumnName = "Image", CacheTo = " " },
                nameof(ConvFeaturesOptions.CacheTo)
            },
            {
                new() { InputColumnName = "Image", Crops = (ImageCrops)9 },
                nameof(ConvFeaturesOptions.Crops)
            },
            {
                new() { InputColumnName = "Image", Pooling = (FeaturePooling)9 },
                nameof(ConvFeaturesOptions.Pooling)
            },
            {
                new() { InputColumnName = "Image", BadImages = (BadImageHandling)9 },
                nameof(ConvFeaturesOptions.BadImages)
            },
        };

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public void A_wrong_option_is_refused_by_name_when_the_stage_is_fitted(ConvFeaturesOptions options, string name)
    {
        ConvFeaturesEstimator estimator = _context.Transforms.ConvFeatures(Tiny.Backbone, options);
        var error = Assert.Throws<ArgumentException>(() => estimator.Fit(Photos(1)));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains("allowed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_preprocessing_of_another_size_than_the_file_says_changes_the_networks_size_and_is_told_of()
    {
        Backbone backbone = Backbone.FromFile(Tiny.File, Tiny.Preprocessing with { Width = 48, Height = 40 }),
            expected = Backbone.FromNetwork("resized", OnnxNetwork.Load(Tiny.File).WithInputSize(40, 48), backbone.Preprocessing);
        IDataView photos = Photos(2);
        Assert.Equal(
            Features(_context.Transforms.ConvFeatures("Features", "Image", expected).Fit(photos), photos),
            Features(_context.Transforms.ConvFeatures("Features", "Image", backbone).Fit(photos), photos)
        );
        backbone.GetPreprocessing(out string? remark);
        Assert.Contains("is for images of 32 x 32; it is given 48 x 40", remark, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_bytes_gets_the_pixels_as_they_are()
    {
        OnnxNetwork bytes = OnnxNetwork
            .Load(Tiny.File)
            .WithPreprocessing(new ImagePreprocessing { InputType = OnnxElementType.UInt8, Scale = 1 / 255f });
        var asFloats = Backbone.FromFile(
            Tiny.File,
            Tiny.Preprocessing with
            {
                Scale = 1 / 255f,
                Mean = [0, 0, 0],
                StandardDeviation = [1, 1, 1],
            }
        );
        using ConvFeaturesTransformer expected = _context.Transforms.ConvFeatures("Features", "Image", asFloats).Fit(Photos(2));
        BackbonePreprocessing plain = Tiny.Preprocessing with { Scale = 1, Mean = [0, 0, 0], StandardDeviation = [1, 1, 1] };
        using ConvFeaturesTransformer actual = _context
            .Transforms.ConvFeatures("Features", "Image", Backbone.FromNetwork("bytes", bytes, plain))
            .Fit(Photos(2));

        Assert.All(
            Features(expected, Photos(2)).Zip(Features(actual, Photos(2))),
            pair => Assert.InRange(Vectors.Cosine(pair.First, pair.Second), 0.99999, 1.00001)
        );
        var error = Assert.Throws<ArgumentException>(() =>
            _context.Transforms.ConvFeatures("Features", "Image", Backbone.FromNetwork("bytes", bytes, Tiny.Preprocessing)).Fit(Photos(1))
        );
        Assert.Contains("UInt8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backbone_that_is_not_there_is_an_error_when_it_is_first_needed()
    {
        ConvFeaturesEstimator estimator = _context.Transforms.ConvFeatures("Features", "Image", _folder.File("none.onnx"));
        var error = Assert.Throws<OnnxNetworkException>(() => estimator.Fit(Photos(1)));
        Assert.Contains("none.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_backbone_is_named()
    {
        byte[] whole = File.ReadAllBytes(Tiny.File);
        string path = _folder.Write("half.onnx", whole[..(whole.Length / 2)]);
        var error = Assert.Throws<OnnxNetworkException>(() => _context.Transforms.ConvFeatures("Features", "Image", path).Fit(Photos(1)));
        Assert.Contains("half.onnx", error.Message, StringComparison.Ordinal);
    }

    private float[] First(string layer, FeaturePooling pooling) =>
        Features(
            new ConvFeaturesOptions
            {
                InputColumnName = "Image",
                Layer = layer,
                Pooling = pooling,
            },
            Photos(1)
        )[0];

    private float[][] Features(ConvFeaturesOptions options, IDataView data)
    {
        using ConvFeaturesTransformer transformer = _context.Transforms.ConvFeatures(Tiny.Backbone, options).Fit(data);
        return Features(transformer, data);
    }

    private static float[][] Features(ConvFeaturesTransformer transformer, IDataView data) =>
        [.. transformer.Transform(data).GetColumn<float[]>("Features")];

    private IDataView Photos(int count, Func<int, string?>? replaced = null) =>
        _context.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    string path = _folder.File($"{i}.png");
                    if (!File.Exists(path))
                        _folder.Write($"{i}.png", TestImages.Png(i));
                    return new PathRow { Image = replaced?.Invoke(i) ?? path };
                })
                .ToList()
        );

    private sealed class PathRow
    {
        public string Image { get; set; } = "";
    }
}
