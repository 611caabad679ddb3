using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.ConvFeatures;

/// <summary>Features averaged over several parts of an image.</summary>
public sealed class CropTests : IDisposable
{
    private const int Large = 36;
    private const int Side = 32;

    private static readonly BackbonePreprocessing Cropping = Tiny.Preprocessing with { CropFraction = 0.875 };

    private readonly MLContext _context = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int> Opsets => new([7, 9, 13, 18, 21]);

    [Fact]
    public void Ten_crops_are_the_average_over_corners_centre_and_their_mirror_images()
    {
        float[] image = Noise(1, Large);
        float[] expected = Average([(0, 0), (0, 4), (4, 0), (4, 4), (2, 2)], image, Tiny.File);

        Ort.AssertClose(expected, One(ImageCrops.TenCrop, image, Tiny.File));
    }

    [Fact]
    public void Horizontal_flip_is_the_average_over_the_image_and_its_mirror_image()
    {
        float[] image = Noise(2, Side);
        float[] expected = Average([(0, 0)], image, Tiny.File);

        Ort.AssertClose(expected, One(ImageCrops.HorizontalFlip, image, Tiny.File));
    }

    [Theory]
    [MemberData(nameof(Opsets))]
    public void Networks_of_any_operator_set_take_crops(int opset)
    {
        GraphBuilder graph = new GraphBuilder(opset)
            .Input("x", "N", 3, Side, Side)
            .Conv("conv", 3, 6, 3, stride: 2)
            .Op("Relu", "relu")
            .Output("relu");
        string file = _folder.Write("net.onnx", graph.Model.ToByteArray());
        float[] image = Noise(3, Large);
        float[] expected = Average([(0, 0), (0, 4), (4, 0), (4, 4), (2, 2)], image, file);

        Ort.AssertClose(expected, One(ImageCrops.TenCrop, image, file));
    }

    [Fact]
    public void A_network_of_channels_last_takes_crops()
    {
        GraphBuilder graph = new GraphBuilder()
            .Input("x", "N", Side, Side, 3)
            .Op("Transpose", "planes", null, GraphBuilder.Ints("perm", 0, 3, 1, 2))
            .Conv("conv", 3, 6, 3, stride: 2)
            .Output("conv");
        string file = _folder.Write("net.onnx", graph.Model.ToByteArray());
        float[] image = Noise(4, Large);

        Ort.AssertClose(Average([(0, 0), (0, 4), (4, 0), (4, 4), (2, 2)], image, file), One(ImageCrops.TenCrop, image, file));
    }

    [Theory]
    [InlineData(ImageCrops.HorizontalFlip)]
    [InlineData(ImageCrops.TenCrop)]
    public void Batches_do_not_change_the_average(ImageCrops crops)
    {
        IDataView photos = Photos(11);
        using ConvFeaturesTransformer single = Fit(
            new()
            {
                InputColumnName = "Image",
                Crops = crops,
                BatchSize = 1,
                NumberOfThreads = 1,
            },
            photos
        );
        using ConvFeaturesTransformer batched = Fit(
            new()
            {
                InputColumnName = "Image",
                Crops = crops,
                BatchSize = 4,
                NumberOfThreads = 2,
            },
            photos
        );

        Assert.All(Read(single, photos).Zip(Read(batched, photos)), pair => Ort.AssertClose(pair.First, pair.Second));
    }

    [Theory]
    [InlineData(ImageCrops.HorizontalFlip)]
    [InlineData(ImageCrops.TenCrop)]
    public void Saved_crops_come_back_to_the_bit_and_as_stock_stages_of_the_same_features(ImageCrops crops)
    {
        IDataView photos = Photos(5);
        using ConvFeaturesTransformer saved = Fit(new() { InputColumnName = "Image", Crops = crops }, photos);
        _context.Model.Save(saved, photos.Schema, _folder.File("model.zip"));
        using var loaded = Assert.IsType<ConvFeaturesTransformer>(
            new MLContext().Model.LoadWithConvFeatures(_folder.File("model.zip"), out _)
        );
        ITransformer stock = new MLContext().Model.Load(_folder.File("model.zip"), out _);

        Assert.Equal(Read(saved, photos), Read(loaded, photos));
        Assert.All(
            Read(saved, photos).Zip(Read(stock, photos)),
            pair => Assert.InRange(Vectors.Cosine(pair.First, pair.Second), 0.9999, 1.0001)
        );
        (stock as IDisposable)?.Dispose();
    }

    [Theory]
    [InlineData(ImageCrops.HorizontalFlip)]
    [InlineData(ImageCrops.TenCrop)]
    public void Stock_stages_average_crops_of_pixels_too(ImageCrops crops)
    {
        IDataView images = Pixels(Noise(5, crops == ImageCrops.TenCrop ? Large : Side), crops == ImageCrops.TenCrop ? Large : Side);
        using ConvFeaturesTransformer saved = Fit(new() { InputColumnName = "Image", Crops = crops }, images);
        _context.Model.Save(saved, images.Schema, _folder.File("model.zip"));
        ITransformer stock = new MLContext().Model.Load(_folder.File("model.zip"), out _);

        Ort.AssertClose(Read(saved, images)[0], Read(stock, images)[0]);
        (stock as IDisposable)?.Dispose();
    }

    [Fact]
    public void Ten_crops_of_an_image_without_margin_are_refused()
    {
        ConvFeaturesEstimator estimator = _context.Transforms.ConvFeatures(
            Tiny.Backbone,
            new() { InputColumnName = "Image", Crops = ImageCrops.TenCrop }
        );
        string message = Assert.Throws<ArgumentException>(() => estimator.Fit(Photos(1))).Message;

        Assert.Contains("Crops is TenCrop", message, StringComparison.Ordinal);
        Assert.Contains("CropFraction is 1", message, StringComparison.Ordinal);
    }

    private static float[] Noise(int seed, int side) => [.. Ort.Noise(seed, 3, side, side).Select(v => MathF.Round(127.5f * (v + 1)))];

    /// <summary>The average of the features of windows of an image, upright and mirrored, each computed as an image of its own.</summary>
    private float[] Average((int Top, int Left)[] windows, float[] image, string network)
    {
        int side = (int)Math.Sqrt(image.Length / 3);
        float[] Window(int top, int left, bool mirrored) =>
            [
                .. from c in Enumerable.Range(0, 3)
                from y in Enumerable.Range(0, Side)
                from x in Enumerable.Range(0, Side)
                select image[(c * side + top + y) * side + left + (mirrored ? Side - 1 - x : x)],
            ];
        float[][] features =
        [
            .. windows
                .SelectMany(w => new[] { Window(w.Top, w.Left, false), Window(w.Top, w.Left, true) })
                .Select(pixels => One(ImageCrops.Center, pixels, network)),
        ];
        return [.. Enumerable.Range(0, features[0].Length).Select(i => features.Average(f => f[i]))];
    }

    private float[] One(ImageCrops crops, float[] pixels, string network)
    {
        IDataView data = Pixels(pixels, (int)Math.Sqrt(pixels.Length / 3));
        using ConvFeaturesTransformer transformer = _context
            .Transforms.ConvFeatures(
                Backbone.FromFile(network, Cropping),
                new()
                {
                    InputColumnName = "Image",
                    Crops = crops,
                    Pooling = FeaturePooling.Maximum,
                }
            )
            .Fit(data);
        return Read(transformer, data)[0];
    }

    private ConvFeaturesTransformer Fit(ConvFeaturesOptions options, IDataView data) =>
        _context.Transforms.ConvFeatures(Backbone.FromFile(Tiny.File, Cropping), options).Fit(data);

    private static float[][] Read(ITransformer transformer, IDataView data) =>
        [.. transformer.Transform(data).GetColumn<float[]>("Features")];

    private IDataView Pixels(float[] pixels, int side)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(PixelRow));
        schema[nameof(PixelRow.Image)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 3 * side * side);
        return _context.Data.LoadFromEnumerable(new[] { new PixelRow { Image = pixels } }, schema);
    }

    private IDataView Photos(int count) =>
        _context.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(i => new PathRow { Image = _folder.Write($"{i}.png", TestImages.Png(i)) }).ToList()
        );

    private sealed class PixelRow
    {
        public float[] Image { get; set; } = [];
    }

    private sealed class PathRow
    {
        public string Image { get; set; } = "";
    }
}
