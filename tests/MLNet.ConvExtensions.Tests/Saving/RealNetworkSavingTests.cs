using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Saving;

/// <summary>Real networks over real photos: saved, given back to the bit, and loaded plainly.</summary>
public sealed class RealNetworkSavingTests(GoldenPhotos photos) : IClassFixture<GoldenPhotos>, IDisposable
{
    private const int Count = 2;

    private readonly MLContext _context = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("mobilenetv2/mobilenetv2-7_features_fp32.onnx", ImageCrops.Center)]
    [InlineData("mobilenetv2/mobilenetv2-7_features_fp32.onnx", ImageCrops.TenCrop)]
    [InlineData("mobilenetv2/mobilenet_v2_1.0_224_coral_dequantized_fp32.onnx", ImageCrops.TenCrop)]
    [InlineData("squeezenet1.1/squeezenet1.1_fp32.onnx", ImageCrops.TenCrop)]
    [InlineData("squeezenet1.1/SqueezeNet_fp16.onnx", ImageCrops.HorizontalFlip)]
    [InlineData("mobilenetv1/mobilenet_v1_0.25_128_fp32.onnx", ImageCrops.TenCrop)]
    [InlineData("resnet-cifar10/resnet20_cifar10_fp32.onnx", ImageCrops.TenCrop)]
    public void It_comes_back_to_the_bit_and_loads_plainly(string network, ImageCrops crops)
    {
        IDataView data = Photos();
        Backbone backbone = Backbone.FromFile(SharedData.Require("models", network));
        using ConvFeaturesTransformer saved = _context
            .Transforms.ConvFeatures(backbone, new() { InputColumnName = "ImagePath", Crops = crops })
            .Fit(data);
        _context.Model.Save(saved, data.Schema, _folder.File("model.zip"));
        using var loaded = Assert.IsType<ConvFeaturesTransformer>(
            new MLContext().Model.LoadWithConvFeatures(_folder.File("model.zip"), out _)
        );
        ITransformer stock = new MLContext().Model.Load(_folder.File("model.zip"), out _);
        float[][] expected = Read(saved, data),
            plain = Read(stock, data);
        (stock as IDisposable)?.Dispose();

        Assert.Equal(expected, Read(loaded, data));
        Assert.All(expected.Zip(plain), pair => Assert.InRange(Vectors.Cosine(pair.First, pair.Second), 0.999, 1.0001));
    }

    private static float[][] Read(ITransformer transformer, IDataView data) =>
        [.. transformer.Transform(data).GetColumn<float[]>("Features")];

    private IDataView Photos() =>
        _context.Data.LoadFromEnumerable(photos.Paths.Take(Count).Select(p => new PathRow { ImagePath = p }).ToList());

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }
}
