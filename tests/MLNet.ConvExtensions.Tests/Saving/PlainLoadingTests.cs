using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Saving;

/// <summary>Models over real photos, loaded by a program that doesn't know this library, against their own stages.</summary>
public sealed class PlainLoadingTests(GoldenPhotos photos) : IClassFixture<GoldenPhotos>, IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(null)]
    [InlineData("mobilenetv2/mobilenetv2-7_features_fp32.onnx")]
    [InlineData("mobilenetv1/mobilenet_v1_0.25_128_fp32.onnx")]
    [InlineData("squeezenet1.1/squeezenet1.1_fp32.onnx")]
    public void Features_are_the_same_and_answers_too(string? network)
    {
        IDataView data = Photos();
        Backbone backbone = network is null ? Backbone.Embedded : Backbone.FromFile(SharedData.Require("models", network));
        using TransformerChain<ITransformer> model = _ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append((IEstimator<ITransformer>)_ml.Transforms.ConvFeatures(backbone, new() { InputColumnName = "ImagePath" }))
            .Append((IEstimator<ITransformer>)_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(data);
        _ml.Model.Save(model, data.Schema, _folder.File("model.zip"));
        using var plain = (IDisposable)new MLContext().Model.Load(_folder.File("model.zip"), out _);
        IDataView expected = model.Transform(data),
            actual = ((ITransformer)plain).Transform(data);

        Assert.All(
            Column(expected, "Features").Zip(Column(actual, "Features")),
            pair => Assert.InRange(Vectors.Cosine(pair.First, pair.Second), 0.999, 1.0001)
        );
        Assert.All(
            Column(expected, "Score").Zip(Column(actual, "Score")),
            pair => Assert.InRange(pair.First.Zip(pair.Second, (e, a) => Math.Abs(e - a)).Max(), 0, 0.02)
        );
    }

    [SkippableFact]
    public void Save_tells_what_remains_different()
    {
        var log = new MessageLog();
        IDataView data = Photos();
        using ConvFeaturesTransformer stage = _ml
            .Transforms.ConvFeatures(Backbone.Embedded, new() { InputColumnName = "ImagePath", Logger = log })
            .Fit(data);
        _ml.Model.Save(stage, data.Schema, _folder.File("model.zip"));
        string message = Assert.Single(log.Messages);
        Assert.Contains("512 pixels", message, StringComparison.Ordinal);
        Assert.Contains("EXIF", message, StringComparison.Ordinal);
    }

    private static float[][] Column(IDataView data, string column) => [.. data.GetColumn<float[]>(column)];

    private IDataView Photos() =>
        _ml.Data.LoadFromEnumerable(
            photos.Paths.Select(p => new PathRow { ImagePath = p, Label = Path.GetFileName(Path.GetDirectoryName(p))! }).ToList()
        );

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
