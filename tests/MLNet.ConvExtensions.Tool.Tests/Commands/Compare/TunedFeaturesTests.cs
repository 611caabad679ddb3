using System.Text.Json;
using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Commands.Compare;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Compare;

/// <summary>A fine-tuned network of a comparison is given the images that the same network is given as it is.</summary>
public sealed class TunedFeaturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("exported")]
    [InlineData("normalises bytes")]
    [InlineData("normalises shares")]
    [InlineData("says nothing")]
    public void Its_preprocessing_is_that_of_the_network(string kind)
    {
        var context = new MLContext(1);
        IDataView rows = context.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, 8)
                .Select(i => new Row { ImagePath = _folder.Write($"{i}.png", TestImages.Png(i)), Label = i % 2 == 0 ? "even" : "odd" })
                .ToList()
        );
        Backbone backbone = Backbone.FromNetwork("net", Network(kind));
        var features = new ConvFeaturesOptions { InputColumnName = "ImagePath", CacheMegabytes = 0 };
        BackbonePreprocessing expected = backbone.GetPreprocessing(out _);

        foreach (string strategy in new[] { "head", "last-stages" })
        {
            HyperParameterValues values = new([new("Strategy", strategy), new("Rate", 0.002)]);
            using var tuned = (ConvFeaturesTransformer)
                new TunedFeatures(context, backbone, features, values, epochs: 1, seed: 1, CancellationToken.None).Fit(rows);
            Assert.Equal(expected.Scale, tuned.Preprocessing!.Scale);
            Assert.Equal(expected.Mean, tuned.Preprocessing!.Mean);
            Assert.Equal(expected.StandardDeviation, tuned.Preprocessing!.StandardDeviation);
            Assert.Equal(expected.CropFraction, tuned.Preprocessing!.CropFraction);
        }
    }

    private static OnnxNetwork Network(string kind)
    {
        OnnxNetwork plain = OnnxNetwork.Load(ToolRun.Network);
        var export = new NetworkExport
        {
            Task = "Multiclass",
            Preprocessing = new BackbonePreprocessing
            {
                Width = 32,
                Height = 32,
                CropFraction = 1,
                Mean = [0.3f, 0.4f, 0.5f],
            },
        };
        return kind switch
        {
            "exported" => plain.WithMetadata(NetworkExport.Key, JsonSerializer.Serialize(export)),
            "normalises bytes" => plain.WithPreprocessing(ImagePreprocessing.ImageNet),
            "normalises shares" => plain.WithPreprocessing(ImagePreprocessing.ImageNet with { Scale = 1 }),
            _ => plain,
        };
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
