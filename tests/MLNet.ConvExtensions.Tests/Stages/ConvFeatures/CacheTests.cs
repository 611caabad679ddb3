using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.ConvFeatures;

/// <summary>Features that are computed once over several passes and runs.</summary>
public sealed class CacheTests : IDisposable
{
    private const int Count = 7;

    private static readonly ConvFeaturesOptions Plain = new()
    {
        InputColumnName = "Image",
        BatchSize = 1,
        NumberOfThreads = 2,
    };

    private readonly MLContext _context = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public CacheTests()
    {
        for (int i = 0; i < Count; i++)
            _folder.Write($"{i}.png", TestImages.Png(i));
    }

    private string CacheFile => _folder.File("features.cache");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("paths", 1)]
    [InlineData("paths", 3)]
    [InlineData("bytes", 1)]
    [InlineData("pixels", 2)]
    public void A_second_pass_does_not_run_the_network(string kind, int batchSize)
    {
        IDataView data = Data(kind);
        using ConvFeaturesTransformer transformer = Fit(Plain with { BatchSize = batchSize }, data);
        float[][] first = Read(transformer, data);
        long runs = transformer.Session.Runs;
        float[][] second = Read(transformer, data);

        Assert.Equal((Count + batchSize - 1) / batchSize, runs);
        Assert.Equal(runs, transformer.Session.Runs);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Images_and_a_budget_of_nothing_are_computed_again()
    {
        using ConvFeaturesTransformer none = Fit(Plain with { CacheMegabytes = 0 }, Data("paths"));
        Assert.Equal(Read(none, Data("paths")), Read(none, Data("paths")));
        Assert.Equal(2 * Count, none.Session.Runs);

        using ConvFeaturesTransformer images = Fit(Plain, Data("images"));
        Assert.Equal(Read(images, Data("images")), Read(images, Data("images")));
        Assert.Equal(2 * Count, images.Session.Runs);
    }

    [Fact]
    public void What_goes_beyond_the_budget_is_kept_in_a_temporary_file_and_right()
    {
        // 32 KB a row: 31 rows are in a megabyte.
        ConvFeaturesOptions wide = Plain with
        {
            Layer = "conv1",
            Pooling = FeaturePooling.None,
            CacheMegabytes = 1,
        };
        IDataView data = _context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 40).Select(i => new PathRow { Image = _folder.Write($"{i}.png", TestImages.Png(i)) }).ToList()
        );
        using ConvFeaturesTransformer transformer = Fit(wide, data);
        float[][] first = Read(transformer, data),
            second = Read(transformer, data);

        Assert.Equal(40, transformer.Session.Runs);
        Assert.Equal(first, second);
        // On Windows the file has its name until it is closed.
        if (!OperatingSystem.IsWindows())
            Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "mlnetconv-features-*"));
    }

    [Fact]
    public void Transformers_of_one_estimator_share_what_was_computed()
    {
        ConvFeaturesEstimator estimator = _context.Transforms.ConvFeatures(Tiny.Backbone, Plain);
        using ConvFeaturesTransformer first = estimator.Fit(Data("paths")),
            second = estimator.Fit(Data("paths"));

        Assert.Equal(Read(first, Data("paths")), Read(second, Data("paths")));
        Assert.Equal(0, second.Session.Runs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_changed_file_is_computed_again(bool toFile)
    {
        using ConvFeaturesTransformer transformer = Fit(Plain with { CacheTo = toFile ? CacheFile : null }, Data("paths"));
        float[][] before = Read(transformer, Data("paths"));
        _folder.Write("3.png", TestImages.Png(99));
        File.SetLastWriteTimeUtc(_folder.File("3.png"), DateTime.UtcNow.AddSeconds(-5));
        float[][] after = Read(transformer, Data("paths"));

        Assert.Equal(Count + 1, transformer.Session.Runs);
        Assert.NotEqual(before[3], after[3]);
        Assert.Equal(Computed("paths"), after);
    }

    [Fact]
    public void A_second_run_finds_the_features_in_the_file_and_computes_what_is_new()
    {
        float[][] expected = Computed("paths");
        Assert.Equal(expected, Run(out long runs));
        Assert.Equal(Count, runs);
        Assert.Equal(expected, Run(out runs));
        Assert.Equal(0, runs);

        File.Delete(_folder.File("2.png"));
        _folder.Write("2.png", TestImages.Png(55));
        Assert.Equal(Computed("paths"), Run(out runs));
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Networks_layers_and_crops_share_a_file_and_never_take_each_others_features()
    {
        ConvFeaturesOptions[] all =
        [
            Plain,
            Plain with
            {
                Layer = "conv1",
            },
            Plain with
            {
                Layer = "conv1",
                Pooling = FeaturePooling.Maximum,
            },
            Plain with
            {
                Layer = "classifier",
            },
            Plain with
            {
                Crops = ImageCrops.HorizontalFlip,
            },
            Plain with
            {
                FastDecode = false,
            },
        ];
        foreach (int expected in new[] { Count, 0 })
        {
            foreach (ConvFeaturesOptions options in all)
            {
                using ConvFeaturesTransformer without = Fit(options, Data("paths")),
                    with = Fit(options with { CacheTo = CacheFile }, Data("paths"));
                Assert.Equal(Read(without, Data("paths")), Read(with, Data("paths")));
                Assert.Equal(expected, with.Session.Runs);
            }
        }
    }

    [Fact]
    public void A_damaged_file_is_built_again_and_never_trusted()
    {
        float[][] expected = Computed("paths");
        Run(out _);
        byte[] whole = File.ReadAllBytes(CacheFile);
        var random = new Random(4);
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = [.. whole];
            int at = random.Next(16, whole.Length);
            if (i % 3 == 0)
                damaged = damaged[..at];
            else if (i % 3 == 1)
                damaged[at] ^= (byte)random.Next(1, 256);
            else
                random.NextBytes(damaged.AsSpan(at));
            File.WriteAllBytes(CacheFile, damaged);

            Assert.Equal(expected, Run(out long runs));
            Assert.InRange(runs, 1, Count);
            Assert.Equal(expected, Run(out runs));
            Assert.Equal(0, runs);
        }
    }

    [Fact]
    public void A_file_that_is_cut_or_gone_between_two_passes_is_built_again()
    {
        using ConvFeaturesTransformer transformer = Fit(Plain with { CacheTo = CacheFile }, Data("paths"));
        float[][] expected = Read(transformer, Data("paths"));
        using (FileStream file = File.OpenWrite(CacheFile))
            file.SetLength(file.Length / 2);
        Assert.Equal(expected, Read(transformer, Data("paths")));
        File.Delete(CacheFile);
        Assert.Equal(expected, Read(transformer, Data("paths")));
        Assert.Equal(expected, Run(out long runs));
        Assert.Equal(0, runs);
    }

    [Fact]
    public void Another_kind_of_file_is_refused_and_left_alone()
    {
        _folder.Write("features.cache", "image,label\n1.png,cat\n"u8.ToArray());
        string message = Assert.Throws<IOException>(() => Run(out _)).Message;

        Assert.Contains(CacheFile, message, StringComparison.Ordinal);
        Assert.Contains("another kind of file", message, StringComparison.Ordinal);
        Assert.Equal("image,label\n1.png,cat\n", File.ReadAllText(CacheFile));
    }

    [Fact]
    public void A_place_where_no_file_can_be_is_named()
    {
        using ConvFeaturesTransformer transformer = Fit(
            Plain with
            {
                CacheTo = Path.Combine(_folder.File("0.png"), "x.cache"),
            },
            Data("paths")
        );
        Assert.Contains("x.cache", Assert.Throws<IOException>(() => Read(transformer, Data("paths"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_at_once_write_one_file()
    {
        float[][] expected = Computed("paths");
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, _ => Assert.Equal(expected, Run(out _)));

        Assert.Equal(expected, Run(out long runs));
        Assert.Equal(0, runs);
    }

    [Fact]
    public void A_stage_that_was_saved_and_given_back_uses_the_same_file()
    {
        float[][] expected = Run(out _);
        using ConvFeaturesTransformer saved = Fit(Plain, Data("paths"));
        _context.Model.Save(saved, Data("paths").Schema, _folder.File("model.zip"));
        using var loaded = (ConvFeaturesTransformer)
            _context.Model.LoadWithConvFeatures(_folder.File("model.zip"), out _, o => o with { CacheTo = CacheFile });

        Assert.Equal(expected, Read(loaded, Data("paths")));
        Assert.Equal(0, loaded.Session.Runs);
    }

    [Fact]
    public void Bad_images_are_never_cached()
    {
        _folder.Write("4.png", "no image"u8.ToArray());
        using ConvFeaturesTransformer transformer = Fit(
            Plain with
            {
                BadImages = BadImageHandling.Missing,
                CacheTo = CacheFile,
            },
            Data("paths")
        );
        Assert.All(new[] { Read(transformer, Data("paths")), Read(transformer, Data("paths")) }, f => Assert.True(float.IsNaN(f[4][0])));
        _folder.Write("4.png", TestImages.Png(4));

        Assert.Equal(2, transformer.BadImages.Count);
        Assert.Equal(Computed("paths"), Read(transformer, Data("paths")));
    }

    private float[][] Run(out long runs)
    {
        using ConvFeaturesTransformer transformer = Fit(Plain with { CacheTo = CacheFile }, Data("paths"));
        float[][] features = Read(transformer, Data("paths"));
        runs = transformer.Session.Runs;
        return features;
    }

    private float[][] Computed(string kind)
    {
        using ConvFeaturesTransformer transformer = Fit(Plain with { CacheMegabytes = 0 }, Data(kind));
        return Read(transformer, Data(kind));
    }

    private ConvFeaturesTransformer Fit(ConvFeaturesOptions options, IDataView data) =>
        _context.Transforms.ConvFeatures(Tiny.Backbone, options).Fit(data);

    private static float[][] Read(ITransformer transformer, IDataView data) =>
        [.. transformer.Transform(data).GetColumn<float[]>("Features")];

    private IDataView Data(string kind) =>
        kind switch
        {
            "paths" => Rows(i => new PathRow { Image = _folder.File($"{i}.png") }),
            "bytes" => Rows(i => new BytesRow { Image = TestImages.Png(i) }),
            "pixels" => Rows(i => new PixelsRow { Image = [.. Networks.Ort.Noise(i, 3, 32, 32).Select(v => 127.5f * (v + 1))] }),
            _ => Rows(i => new ImageRow { Image = MLImage.CreateFromFile(_folder.File($"{i}.png")) }),
        };

    private IDataView Rows<TRow>(Func<int, TRow> row)
        where TRow : class => _context.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(row).ToList());

    private sealed class PathRow
    {
        public string Image { get; set; } = "";
    }

    private sealed class BytesRow
    {
        public byte[] Image { get; set; } = [];
    }

    private sealed class PixelsRow
    {
        [VectorType(3 * 32 * 32)]
        public float[] Image { get; set; } = [];
    }

    private sealed class ImageRow
    {
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}
