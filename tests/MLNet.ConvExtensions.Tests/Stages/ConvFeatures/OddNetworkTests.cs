using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.ConvFeatures;

/// <summary>The feature stage on networks as various exporters write them, and on networks that it can't use.</summary>
public sealed class OddNetworkTests : IDisposable
{
    private const int Side = 16;
    private readonly MLContext _context = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Kinds =>
        new([
            "one image",
            "channels last",
            "half floats",
            "half weights",
            "half floats throughout",
            "half floats out",
            "open size",
            "blue first",
            "weights as inputs",
        ]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Networks_of_any_kind_give_the_features_of_the_plain_one(string kind)
    {
        IDataView images = Images(5);
        float[][] expected = Features(Plain(new GraphBuilder().Input("x", "N", 3, Side, Side)), images, new());
        float[][] actual = Features(Odd(kind), images, new BackbonePreprocessing { BlueFirst = kind == "blue first" });

        Assert.Equal(5, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Ort.AssertClose(expected[i], actual[i], Tolerance(kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Networks_of_any_kind_are_saved_as_stock_stages(string kind)
    {
        IDataView images = Images(5);
        using ConvFeaturesTransformer transformer = Fit(Odd(kind), images, new BackbonePreprocessing { BlueFirst = kind == "blue first" });
        _context.Model.Save(transformer, images.Schema, _folder.File("model.zip"));
        ITransformer loaded = new MLContext().Model.Load(_folder.File("model.zip"), out _);

        float[][] expected = Read(transformer.Transform(images)),
            actual = Read(loaded.Transform(images));
        for (int i = 0; i < expected.Length; i++)
            Ort.AssertClose(expected[i], actual[i], Tolerance(kind));
    }

    [Fact]
    public void Network_without_a_batch_dimension_is_refused() =>
        Refused(new GraphBuilder().Input("x", 3, Side, Side).Op("Relu"), "(3, 16, 16)", "batch dimension is missing");

    [Fact]
    public void Network_of_a_fixed_batch_is_refused() =>
        Refused(new GraphBuilder().Input("x", 8, 3, Side, Side).Op("Relu"), "fixed batch of 8");

    [Fact]
    public void Network_that_mixes_the_images_of_a_batch_is_refused()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 3, Side, Side).Op("Relu");
        Refused(graph.Op("Reshape", "mixed", [graph.Shape("to", 3, 256)]), "batch dimension is lost at layer 'mixed'");
    }

    [Theory]
    [InlineData("mean", 1)]
    [InlineData("softmax", 3)]
    [InlineData("token", 7)]
    public void Network_that_mixes_the_rows_of_a_batch_sees_one_image_at_a_time(string kind, int batchSize)
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 3, Side, Side).Conv("conv", 3, 6, 3, stride: 2);
        GraphBuilder mixing = kind switch
        {
            "mean" => graph.Op("ReduceMean", "m").Node("Sub", "y", ["conv", "m"], ["y"]),
            "softmax" => graph.Op("Softmax", "y", null, GraphBuilder.Int("axis", 0)).Node("Add", "z", ["conv", "y"], ["z"]),
            _ => graph
                .Op("Reshape", "r", [graph.Shape("to", 1, 6, 49)])
                .Node("Concat", "y", ["r", graph.Weights("token", 1, 6, 1)], ["y"], GraphBuilder.Int("axis", 2)),
        };
        OnnxNetwork network = mixing.Build();
        IDataView images = Images(5);
        Backbone backbone = Backbone.FromNetwork(
            "odd",
            network,
            new BackbonePreprocessing
            {
                Width = Side,
                Height = Side,
                CropFraction = 1,
                Scale = 1,
                Mean = [0, 0, 0],
                StandardDeviation = [1, 1, 1],
            },
            network.Outputs[0].Name
        );
        using ConvFeaturesTransformer transformer = _context
            .Transforms.ConvFeatures(
                backbone,
                new ConvFeaturesOptions
                {
                    InputColumnName = nameof(Image.Pixels),
                    BatchSize = batchSize,
                    NumberOfThreads = 2,
                    Pooling = FeaturePooling.None,
                }
            )
            .Fit(images);
        float[][] actual = Read(transformer.Transform(images));
        Assert.Equal(5, actual.Length);
        for (int i = 0; i < 5; i++)
            Ort.AssertClose(
                Ort.Run(network, [.. Ort.Noise(i, 3, Side, Side).Select(v => 127.5f * (v + 1))], 1, 3, Side, Side).Values,
                actual[i]
            );
        _context.Model.Save(transformer, images.Schema, _folder.File("one.zip"));
        ITransformer loaded = _context.Model.LoadWithConvFeatures(_folder.File("one.zip"), out _);
        Assert.Equal(actual, Read(loaded.Transform(images)));

        var crops = new ConvFeaturesOptions { InputColumnName = nameof(Image.Pixels), Crops = ImageCrops.HorizontalFlip };
        Assert.Contains(
            "Crops is HorizontalFlip",
            Assert.Throws<ArgumentException>(() => _context.Transforms.ConvFeatures(backbone, crops).Fit(images)).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>As a well-known service exports: a batch of one, a map of scores and the name of the class as outputs.</summary>
    [SkippableFact]
    public void What_a_head_does_is_no_matter_to_the_layers_before_it()
    {
        OnnxNetwork network = OnnxNetwork.Load(SharedData.Require("cases", "8", "customvision.onnx"));
        ImageInput input = network.GetImageInput();
        int side = (int)(input.Width ?? Side);
        foreach (NetworkLayer layer in network.Layers.Where(l => l.OutputShape is { Count: 4 }))
        {
            OnnxNetwork cut = network.CutAt(layer.OutputName);
            float[] image = Ort.Noise(1, 2, 3, side, side);
            Ort.Result one = Ort.Run(cut, image[..(3 * side * side)], 1, 3, side, side),
                two = Ort.Run(cut.WithBatch(), image, 2, 3, side, side);
            Ort.AssertClose(one.Values, two.Values[..one.Values.Length]);
        }

        IDataView photo = _context.Data.LoadFromEnumerable([new Encoded { Photo = TestImages.Png(1) }]);
        Backbone backbone = Backbone.FromNetwork("odd", network);
        using ConvFeaturesTransformer byDefault = _context.Transforms.ConvFeatures("Features", "Photo", backbone).Fit(photo);
        Assert.All(byDefault.Transform(photo).GetColumn<float[]>("Features").Single(), f => Assert.True(float.IsFinite(f)));
        string scores = network.FindClassifierOutput();
        using ConvFeaturesTransformer classifier = _context
            .Transforms.ConvFeatures(
                backbone,
                new ConvFeaturesOptions
                {
                    InputColumnName = "Photo",
                    Layer = scores,
                    Pooling = FeaturePooling.None,
                }
            )
            .Fit(photo);
        Assert.InRange(classifier.Transform(photo).GetColumn<float[]>("Features").Single().Sum(), 0.999, 1.001);
    }

    private sealed class Encoded
    {
        public byte[] Photo { get; set; } = [];
    }

    [Fact]
    public void Network_of_words_is_refused() =>
        Refused(
            new GraphBuilder().Input("input_ids", OnnxElementType.Int64, "N", 128).Op("Cast", "y", null, GraphBuilder.Int("to", 1)),
            "'input_ids' (None, 128) of Int64"
        );

    [Fact]
    public void Network_of_a_table_is_refused() =>
        Refused(new GraphBuilder().Input("x", "N", 30).Dense("fc", 30, 2), "'x' (None, 30) of Float", "an image network takes");

    [Fact]
    public void Network_of_two_channels_of_any_size_is_refused() =>
        Refused(new GraphBuilder().Input("x", "N", 2, "h", "w").Op("Relu"), "2 channels", "as vectors of Float");

    [Fact]
    public void Network_of_two_inputs_is_refused() =>
        Refused(
            new GraphBuilder().Input("a", "N", 3, Side, Side).Input("b", "N", 3, Side, Side).Node("Add", "sum", ["a", "b"], ["sum"]),
            "2 inputs"
        );

    [Fact]
    public void Network_with_operators_of_another_domain_is_refused()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 3, Side, Side).Op("FancyConv");
        graph.Graph.Node[0].Domain = "acme";
        Refused(graph, "acme:FancyConv");
    }

    private static GraphBuilder Plain(GraphBuilder image) =>
        image.Conv("conv", 3, 6, 3, stride: 2).Op("Relu", "relu").Op("GlobalAveragePool", "pool").Op("Flatten", "flat").Dense("fc", 6, 2);

    private static GraphBuilder Odd(string kind)
    {
        GraphBuilder graph = new();
        switch (kind)
        {
            case "one image":
                graph.Input("x", 1, 3, Side, Side).Conv("conv", 3, 6, 3, stride: 2).Op("Relu", "relu").Op("GlobalAveragePool", "pool");
                return graph.Op("Reshape", "flat", [graph.Shape("row", 1, -1)]).Dense("fc", 6, 2);
            case "channels last":
                return Plain(graph.Input("x", "N", Side, Side, 3).Op("Transpose", "planes", null, GraphBuilder.Ints("perm", 0, 3, 1, 2)));
            case "half floats":
                return Plain(
                    graph.Input("x", OnnxElementType.Float16, "N", 3, Side, Side).Op("Cast", "float", null, GraphBuilder.Int("to", 1))
                );
            case "half weights":
                Plain(graph.Input("x", "N", 3, Side, Side));
                foreach (TensorProto tensor in graph.Graph.Initializer.ToArray())
                    Halve(graph.Graph, tensor, cast: true);
                return graph;
            case "half floats throughout":
                Plain(graph.Input("x", OnnxElementType.Float16, "N", 3, Side, Side));
                foreach (TensorProto tensor in graph.Graph.Initializer.ToArray())
                    Halve(graph.Graph, tensor, cast: false);
                graph.Graph.Output.Add(GraphBuilder.Value(graph.Last, OnnxElementType.Float16, "N", 2));
                return graph;
            case "half floats out":
                Plain(graph.Input("x", "N", 3, Side, Side)).Op("Cast", "half", null, GraphBuilder.Int("to", 10));
                graph.Graph.Output.Add(GraphBuilder.Value("half", OnnxElementType.Float16, "N", 2));
                return graph;
            case "open size":
                return Plain(graph.Input("x", "N", 3, "height", "width"));
            case "blue first":
                return Plain(
                    graph.Input("x", "N", 3, Side, Side).Op("Gather", "rgb", [graph.Shape("order", 2, 1, 0)], GraphBuilder.Int("axis", 1))
                );
            default:
                Plain(graph.Input("x", "N", 3, Side, Side)).Model.IrVersion = 3;
                foreach (TensorProto tensor in graph.Graph.Initializer)
                    graph.Graph.Input.Add(GraphBuilder.Value(tensor.Name, OnnxElementType.Float, tensor.Dims.Cast<object>().ToArray()));
                return graph;
        }
    }

    private static float Tolerance(string kind) => kind.StartsWith("half", StringComparison.Ordinal) ? 2e-3f : 1e-5f;

    /// <summary>Stores a weight in half precision; cast back where it is used, or used as it is.</summary>
    private static void Halve(GraphProto graph, TensorProto tensor, bool cast)
    {
        string name = tensor.Name;
        byte[] halves =
        [
            .. tensor
                .FloatData.Concat(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray())
                .SelectMany(v => BitConverter.GetBytes((Half)v)),
        ];
        tensor.FloatData.Clear();
        tensor.RawData = ByteString.CopyFrom(halves);
        tensor.DataType = (int)OnnxElementType.Float16;
        if (!cast)
            return;
        tensor.Name = name + ".half";
        graph.Node.Insert(
            0,
            new NodeProto
            {
                OpType = "Cast",
                Input = { tensor.Name },
                Output = { name },
                Attribute = { GraphBuilder.Int("to", 1) },
            }
        );
    }

    private void Refused(GraphBuilder graph, params string[] parts)
    {
        var refusal = Assert.Throws<OnnxNetworkException>(() => Fit(graph, Images(1), new()).Dispose());
        Assert.All(parts, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
    }

    private float[][] Features(GraphBuilder graph, IDataView images, BackbonePreprocessing preprocessing)
    {
        using ConvFeaturesTransformer transformer = Fit(graph, images, preprocessing);
        return Read(transformer.Transform(images));
    }

    private ConvFeaturesTransformer Fit(GraphBuilder graph, IDataView images, BackbonePreprocessing preprocessing)
    {
        string file = _folder.Write("odd.onnx", graph.Finish().ToByteArray());
        Backbone backbone = Backbone.FromFile(file, preprocessing with { Width = Side, Height = Side });
        return _context.Transforms.ConvFeatures("Features", nameof(Image.Pixels), backbone).Fit(images);
    }

    private float[][] Read(IDataView data) =>
        [.. _context.Data.CreateEnumerable<Row>(data, reuseRowObject: false, ignoreMissingColumns: true).Select(r => r.Features)];

    private IDataView Images(int count) =>
        _context.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, count)
                .Select(i => new Image { Pixels = [.. Ort.Noise(i, 3, Side, Side).Select(v => 127.5f * (v + 1))] })
                .ToArray()
        );

    private sealed class Image
    {
        [VectorType(3 * Side * Side)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
