using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.ConvFeatures;

/// <summary>Features of real photos by real networks, against what Pillow, torchvision and ONNX Runtime in Python computed.</summary>
public sealed class GoldenFeatureTests(GoldenPhotos photos) : IClassFixture<GoldenPhotos>
{
    private readonly MLContext _context = new();

    [SkippableTheory]
    [InlineData("mobilenetv2/mobilenetv2-7_features_fp32.onnx", null, "mobilenetv2_features_f32.npy")]
    [InlineData("squeezenet1.1/squeezenet1.1_fp32.onnx", "logits", "squeezenet1.1_logits_f32.npy")]
    public void Features_are_those_of_the_reference(string network, string? layer, string reference)
    {
        (int[] shape, float[] expected) = Npy.Read<float>(SharedData.Require("golden", reference));
        using ConvFeaturesTransformer transformer = _context
            .Transforms.ConvFeatures("Features", "ImagePath", SharedData.Require("models", network), layer)
            .Fit(Photos());
        float[][] actual = [.. transformer.Transform(Photos()).GetColumn<float[]>("Features")];

        Assert.Equal(shape[0], actual.Length);
        for (int i = 0; i < actual.Length; i++)
            Assert.InRange(Vectors.Cosine(expected.AsSpan(i * shape[1], shape[1]), actual[i]), 0.9999, 1.0001);
    }

    private IDataView Photos() => _context.Data.LoadFromEnumerable(photos.Paths.Select(p => new PathRow { ImagePath = p }).ToList());

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }
}
