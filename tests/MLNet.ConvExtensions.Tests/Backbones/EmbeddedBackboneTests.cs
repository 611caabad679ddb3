using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Backbones;

public sealed class EmbeddedBackboneTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_there_without_a_file_or_a_network_and_small()
    {
        using Stream stream = typeof(Backbone).Assembly.GetManifestResourceStream("MLNet.ConvExtensions.Backbones.embedded.onnx")!;

        Assert.InRange(stream.Length, 1, 5_000_000);
        Assert.Equal("Embedded", Backbone.Named("embedded").Name);
        Assert.Null(Backbone.Embedded.Record);
        Assert.Equal(10, Backbone.Embedded.Network.Outputs[0].Shape![1]);
        Assert.All(Backbone.Embedded.Network.Graph.Initializer, t => Assert.NotEqual((int)OnnxElementType.Float16, t.DataType));
        Assert.DoesNotContain(Backbone.Embedded.Network.Graph.Node, n => n.OpType == "Cast");
    }

    [Fact]
    public void It_is_what_features_are_made_of_when_no_other_is_named()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(
            new[]
            {
                new Photo { Bytes = TestImages.Png(1, 80, 60) },
                new Photo { Bytes = TestImages.Png(2, 40, 90) },
            }
        );
        float[][] unnamed = Features(_ml.Transforms.ConvFeatures("Features", "Bytes"), data),
            named = Features(_ml.Transforms.ConvFeatures("Features", "Bytes", Backbone.Embedded), data);

        Assert.Equal(named, unnamed);
        Assert.Equal(256, unnamed[0].Length);
        Assert.All(unnamed, row => Assert.InRange(row.Max(), 0.01f, 1000));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(100)]
    [InlineData(224)]
    public void It_takes_images_of_any_size(int side)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new Photo { Bytes = TestImages.Png(1, 300, 200) } });
        var sized = Backbone.FromNetwork(
            "sized",
            Backbone.Embedded.Network,
            Backbone.Embedded.Preprocessing! with
            {
                Width = side,
                Height = side,
            },
            Backbone.Embedded.FeatureLayer
        );

        Assert.Equal(256, Features(_ml.Transforms.ConvFeatures("Features", "Bytes", sized), data)[0].Length);
    }

    [Fact]
    public void Weights_stored_in_16_bits_come_back_and_the_stored_network_runs_everywhere()
    {
        OnnxNetwork network = NetworkBuilder
            .Image(16, 16, 3, seed: 5)
            .Conv(32, 3)
            .BatchNorm()
            .Relu()
            .Conv(32, 3)
            .Relu()
            .GlobalAveragePool(name: "features")
            .Dense(10)
            .Build("plain");
        OnnxNetwork packed = network.WithHalfFloatWeights(),
            unpacked = OnnxNetwork.FromBytes(packed.ToBytes()).WithFloatWeights();
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new Photo { Bytes = TestImages.Png(1, 30, 20) } });
        float[] Of(OnnxNetwork n) =>
            Features(_ml.Transforms.ConvFeatures("Features", "Bytes", Backbone.FromNetwork("n", n, featureLayer: "features")), data)[0];

        Assert.Equal(Of(packed), Of(unpacked), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.InRange(TensorPrimitives.CosineSimilarity(Of(network), Of(unpacked)), 0.9999f, 1.001f);
        Assert.Equal(network.Graph.Initializer.Select(t => t.Name).Order(), unpacked.Graph.Initializer.Select(t => t.Name).Order());
        Assert.InRange(packed.ToBytes().Length, 0, network.ToBytes().Length * 0.6);
        Assert.InRange(TensorPrimitives.CosineSimilarity(Of(network.WithOpenImageSize()), Of(network)), -1, 1.001f);
    }

    [SkippableFact]
    public void Its_features_tell_more_about_photos_than_their_pixels()
    {
        string folder = SharedData.Require("data/catdog");
        string tar = Directory.GetFiles(folder, "*.tar")[0];
        System.Formats.Tar.TarFile.ExtractToDirectory(tar, _folder.Path, overwriteFiles: true);
        Photo[] photos =
        [
            .. Directory
                .GetFiles(_folder.Path, "*.jpg", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(p => new Photo { Path = p, IsDog = Path.GetFileName(Path.GetDirectoryName(p)) == "dog" }),
        ];
        IDataView data = _ml.Data.LoadFromEnumerable(photos);
        double Accuracy(IEstimator<ITransformer> features)
        {
            IDataView rows = _ml.Data.Cache(features.Fit(data).Transform(data), "Features", "IsDog");
            IEstimator<ITransformer> trainer = _ml
                .Transforms.NormalizeMeanVariance("Features", fixZero: false)
                .Append(
                    _ml.BinaryClassification.Trainers.LbfgsLogisticRegression("IsDog", "Features", l1Regularization: 0, l2Regularization: 1)
                );
            return _ml.BinaryClassification.CrossValidate(rows, trainer, 4, "IsDog", seed: 1).Average(f => f.Metrics.Accuracy);
        }

        double network = Accuracy(_ml.Transforms.ConvFeatures("Features", "Path"));
        double pixels = Accuracy(
            _ml.Transforms.HandCraftedFeatures(
                new HandCraftedFeaturesOptions
                {
                    InputColumnName = "Path",
                    Kinds = HandCraftedKinds.Pixels,
                    Width = 32,
                    Height = 32,
                }
            )
        );

        Assert.True(network > pixels + 0.1, $"{network} {pixels}");
    }

    private static float[][] Features(IEstimator<ITransformer> estimator, IDataView data)
    {
        ITransformer stage = estimator.Fit(data);
        float[][] rows = [.. stage.Transform(data).GetColumn<float[]>("Features")];
        (stage as IDisposable)?.Dispose();
        return rows;
    }

    private sealed class Photo
    {
        public string Path { get; set; } = "";

        public byte[] Bytes { get; set; } = [];

        public bool IsDog { get; set; }
    }
}
