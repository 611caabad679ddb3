using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Trained;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Trained;

/// <summary>A trained network's file says what its images are and what it predicts, and whatever reads it goes by that.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string?> Cases =>
        new()
        {
            { "Multiclass", null },
            { "Multiclass", "Softmax" },
            { "Binary", null },
            { "Binary", "Sigmoid" },
            { "Regression", null },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Features_of_the_exported_file_are_those_of_the_model(string task, string? activation)
    {
        var preprocessing = new BackbonePreprocessing
        {
            Width = 16,
            Height = 16,
            CropFraction = 0.8,
            Interpolation = Interpolation.Bicubic,
            Mean = [0.1f, 0.2f, 0.3f],
            StandardDeviation = [0.4f, 0.5f, 0.6f],
            BlueFirst = true,
        };
        using TrainedNetworkTransformer model = Model(task, activation, ImageColumnKind.Encoded, preprocessing);
        model.Network.Save(_folder.File("net.onnx"));

        NetworkExport export = NetworkExport.Of(OnnxNetwork.Load(_folder.File("net.onnx")))!;
        Assert.Equal((task, activation), (export.Task, export.Activation));
        Assert.Equal(
            task == "Multiclass" ? ["a", "b", "c"]
                : task == "Binary" ? ["False", "True"]
                : null,
            export.Classes
        );
        Backbone backbone = Backbone.FromFile(_folder.File("net.onnx"));
        Assert.Equal(
            preprocessing.ToString(),
            backbone.GetPreprocessing(out string? remark) with
            {
                Mean = preprocessing.Mean,
                StandardDeviation = preprocessing.StandardDeviation,
            }
                is var read
                ? read.ToString()
                : ""
        );
        Assert.Null(remark);

        // What the model says of a photo is what the file gives as features, as far as the activation goes.
        IDataView photos = Photos();
        using ConvFeaturesTransformer features = _context
            .Transforms.ConvFeatures(
                backbone,
                new ConvFeaturesOptions
                {
                    InputColumnName = "Image",
                    Layer = backbone.Network.Outputs[0].Name,
                    Pooling = FeaturePooling.None,
                }
            )
            .Fit(photos);
        float[][] said = [.. features.Transform(photos).GetColumn<float[]>("Features")];
        float[][] scores =
            task == "Multiclass"
                ? [.. model.Transform(photos).GetColumn<float[]>("Score")]
                : [.. model.Transform(photos).GetColumn<float>("Score").Select(s => new[] { s })];
        for (int i = 0; i < scores.Length; i++)
            Ort.AssertClose(
                scores[i],
                (task, activation) switch
                {
                    ("Multiclass", null) => Softmax(said[i]),
                    ("Binary", "Sigmoid") => [MathF.Log(said[i][0] / (1 - said[i][0]))],
                    _ => said[i],
                },
                1e-4f
            );
    }

    [Fact]
    public void Network_that_was_trained_on_vectors_gets_pixels_as_they_are_and_says_so()
    {
        using TrainedNetworkTransformer model = Model("Regression", null, ImageColumnKind.Pixels, null);
        Backbone backbone = Backbone.FromNetwork("net", model.Network);
        BackbonePreprocessing found = backbone.GetPreprocessing(out string? remark);
        Assert.Equal((1f, 0f, 1f, 1.0), (found.Scale, found.Mean[0], found.StandardDeviation[0], found.CropFraction));
        Assert.Contains("was trained on vectors", remark, StringComparison.Ordinal);
        Backbone.FromNetwork("net", model.Network, found).GetPreprocessing(out remark);
        Assert.Null(remark);
    }

    [Fact]
    public void Note_is_gone_when_the_images_are_others_or_is_refused_when_it_is_damaged()
    {
        using TrainedNetworkTransformer model = Model(
            "Regression",
            null,
            ImageColumnKind.Encoded,
            new BackbonePreprocessing { Width = 16, Height = 16 }
        );
        Assert.Null(NetworkExport.Of(model.Network.WithPreprocessing(ImagePreprocessing.ImageNet)));
        Assert.Throws<OnnxNetworkException>(() => NetworkExport.Of(model.Network.WithMetadata(NetworkExport.Key, "{")));
        Assert.Throws<OnnxNetworkException>(() =>
            NetworkExport.Of(
                model.Network.WithMetadata(
                    NetworkExport.Key,
                    model.Network.Metadata[NetworkExport.Key].Replace("\"Version\":1", "\"Version\":9", StringComparison.Ordinal)
                )
            )
        );
    }

    private TrainedNetworkTransformer Model(string task, string? activation, ImageColumnKind kind, BackbonePreprocessing? preprocessing)
    {
        int outputs = task == "Multiclass" ? 3 : 1;
        GraphBuilder graph = new GraphBuilder()
            .Input("x", "N", 3, 16, 16)
            .Conv("conv", 3, 5, 3)
            .Op("Relu")
            .Op("GlobalAveragePool")
            .Op("Flatten")
            .Dense("fc", 5, outputs);
        if (activation is not null)
            graph.Op(activation, "shares");
        IDataView labels = _context.Data.LoadFromEnumerable(new[] { "a", "b", "c" }.Select(c => new { Label = c }));
        IDataView keys = _context.Transforms.Conversion.MapValueToKey("Label").Fit(labels).Transform(labels);
        return new TrainedNetworkTransformer(
            graph.Build(),
            new TrainedStageSettings
            {
                Task = Enum.Parse<ModelTask>(task),
                FeatureColumnName = "Image",
                Classes = task == "Multiclass" ? ClassList.Of(keys.Schema["Label"]) : null,
                Kind = kind,
                Preprocessing = preprocessing,
            }
        );
    }

    private IDataView Photos() =>
        _context.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(i => new Row { Image = TestImages.Png(i) }).ToArray());

    private static float[] Softmax(float[] values)
    {
        var shares = new float[values.Length];
        System.Numerics.Tensors.TensorPrimitives.SoftMax(values, shares);
        return shares;
    }

    private sealed class Row
    {
        public byte[] Image { get; set; } = [];
    }
}
