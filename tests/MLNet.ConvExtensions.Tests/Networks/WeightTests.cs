using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Tests.Networks.GraphBuilder;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>Weights are read and replaced, and nodes are as the file has them.</summary>
public sealed class WeightTests
{
    private static readonly long[] Size = [2, 3, 16, 16];

    [Fact]
    public void Weights_are_listed_in_the_order_of_the_layers()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        Assert.Equal(
            "stem.weight stem_bn.scale stem_bn.shift stem_bn.mean stem_bn.var block.conv1.weight block.conv1.bias block.conv2.weight "
                + "block.conv2.bias classifier.weight classifier.bias",
            string.Join(' ', network.Weights.Select(w => w.Name))
        );
        Assert.Equal(["stem_bn.mean", "stem_bn.var"], network.Weights.Where(w => w.IsStatistic).Select(w => w.Name));
        Assert.Equal(network.ParameterCount, network.Weights.Sum(w => w.Contents.Count));
        Assert.Equal([8, 3, 3, 3], network.Weights[0].Contents.Shape);
        Assert.Equal(["stem"], network.Weights[0].Layers);
    }

    [Fact]
    public void Shared_weights_are_listed_once_with_all_their_layers()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 4);
        string weight = graph.Weights("w", 4, 4);
        OnnxNetwork network = graph.Op("Gemm", "first", [weight]).Op("Relu", "relu").Op("Gemm", "second", [weight]).Build();
        Assert.Equal(["first", "second"], Assert.Single(network.Weights).Layers);
    }

    [Fact]
    public void Constants_are_the_weights_where_there_are_no_others()
    {
        var builder = new GraphBuilder().Input("x", "N", 4);
        builder.Weights("w", 3, 4);
        TensorProto stored = builder.Graph.Initializer[0].Clone();
        builder.Graph.Initializer.Clear();
        OnnxNetwork network = builder
            .Node(
                "Constant",
                "w",
                [],
                ["w"],
                new AttributeProto
                {
                    Name = "value",
                    T = stored,
                    Type = AttributeProto.Types.AttributeType.Tensor,
                }
            )
            .Node("Gemm", "y", ["x", "w"], ["y"], Int("transB", 1))
            .Build();
        float[] x = Ort.Noise(2, 2, 4);

        NetworkWeight weight = Assert.Single(network.Weights);
        Assert.Equal("w", weight.Name);
        Assert.Equal(stored.RawData.ToByteArray(), weight.Contents.Bytes.ToArray());
        OnnxNetwork doubled = network.WithWeights(Contents("w", [.. weight.Contents.ToFloats().Select(v => 2 * v)], 3, 4));
        Ort.AssertClose([.. Ort.Run(network, x, 2, 4).Values.Select(v => 2 * v)], Ort.Run(doubled, x, 2, 4).Values);
    }

    [Fact]
    public void Other_weights_change_what_the_network_computes_and_nothing_else()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        float[] images = Ort.Noise(1, Size);
        OnnxNetwork zero = network.WithWeights(
            new Dictionary<string, StoredTensor>
            {
                ["classifier.weight"] = StoredTensor.OfFloats(new float[40], 5, 8),
                ["classifier.bias"] = StoredTensor.OfFloats([1, 2, 3, 4, 5], 5),
            }
        );

        Assert.Equal([1, 2, 3, 4, 5, 1, 2, 3, 4, 5], Ort.Run(zero, images, Size).Values);
        OnnxNetwork back = zero.WithWeights(network.Weights.ToDictionary(w => w.Name, w => w.Contents));
        Assert.Equal(network.ToBytes(), back.WithWeights(network.Initializers).ToBytes());
        Ort.AssertClose(Ort.Run(network, images, Size).Values, Ort.Run(back, images, Size).Values);
    }

    [Fact]
    public void Contents_that_do_not_fit_are_refused()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        string Refused(string name, StoredTensor tensor) =>
            Assert.Throws<ArgumentException>(() => network.WithWeights(new Dictionary<string, StoredTensor> { [name] = tensor })).Message;
        Assert.Contains("'classifier.bias'", Refused("classifier.bia", StoredTensor.OfFloats(new float[5], 5)));
        Assert.Contains(
            "is [5] of Float; received: [5, 1] of Float",
            Refused("classifier.bias", StoredTensor.OfFloats(new float[5], 5, 1))
        );
        Assert.Contains("received: [5] of Double", Refused("classifier.bias", new StoredTensor(OnnxElementType.Double, [5], new byte[40])));
    }

    [Fact]
    public void Half_the_file_computes_the_same_but_for_rounding()
    {
        OnnxNetwork network = NetworkBuilder.Image(16, 16, 3, seed: 5).Conv(32, 3).Relu().Conv(64, 3).GlobalAveragePool().Dense(10).Build(),
            half = OnnxNetwork.FromBytes(network.WithHalfFloatWeights().ToBytes()),
            back = half.WithFloatWeights();
        float[] images = Ort.Noise(3, Size);

        Assert.InRange(half.ToBytes().Length, 0, network.ToBytes().Length * 0.6);
        Ort.AssertClose(Ort.Run(network, images, Size).Values, Ort.Run(half, images, Size).Values, 2e-3f);
        Ort.AssertClose(Ort.Run(half, images, Size).Values, Ort.Run(back, images, Size).Values);
        Assert.Equal(network.Weights.Select(w => w.Name), back.Weights.Select(w => w.Name));
        Assert.All(back.Weights, w => Assert.Equal(OnnxElementType.Float, w.Contents.ElementType));
    }

    [Fact]
    public void Weights_beyond_half_floats_are_refused_by_name()
    {
        OnnxNetwork network = NetworkBuilder.Features(64).Dense(32, name: "wide").Build();
        float[] values = new float[64 * 32];
        values[7] = 65536;
        NetworkWeight weight = network.Weights[0];
        OnnxNetwork large = network.WithWeights(
            new Dictionary<string, StoredTensor> { [weight.Name] = StoredTensor.OfFloats(values, weight.Contents.Shape) }
        );
        Assert.Contains($"'{weight.Name}'", Assert.Throws<OnnxNetworkException>(() => large.WithHalfFloatWeights()).Message);
    }

    [Fact]
    public void Half_floats_that_are_more_than_storage_stay()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 4);
        graph.Graph.Initializer.Add(TensorContents.Halves("h", [1, 2, 3, 4], 4));
        graph.Graph.Initializer.Add(TensorContents.Halves("whole", [1, 2, 3, 4], 4));
        OnnxNetwork network = graph
            .Node("Cast", "f", ["h"], ["f"], Int("to", 1))
            .Node("Cast", "g", ["h"], ["g"], Int("to", 1))
            .Node("Cast", "i", ["whole"], ["i"], Int("to", 7))
            .Node("Cast", "j", ["i"], ["j"], Int("to", 1))
            .Node("Sum", "y", ["x", "f", "g", "j"], ["y"])
            .Build();
        float[] x = Ort.Noise(1, 2, 4);
        Assert.Equal(Ort.Run(network, x, 2, 4).Values, Ort.Run(network.WithFloatWeights(), x, 2, 4).Values);
    }

    [Fact]
    public void New_batch_normalization_changes_nothing()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        OnnxNetwork normalized = OnnxNetwork.FromBytes(network.WithBatchNormalization(["block.conv1", "block.conv2"]).ToBytes());
        float[] images = Ort.Noise(1, Size);
        Ort.AssertClose(Ort.Run(network, images, Size).Values, Ort.Run(normalized, images, Size).Values);
        Assert.Equal(3, normalized.Layers.Count(l => l.Operator == "BatchNormalization"));
        Assert.Equal("block.conv1_unnormalized", normalized.Nodes.Single(n => n.Outputs[0] == "block.conv1").Inputs[0]);
        Assert.Contains("is Relu", Assert.Throws<ArgumentException>(() => network.WithBatchNormalization(["stem_relu"])).Message);
        Assert.Throws<ArgumentException>(() => network.WithBatchNormalization(["block.conv3"]));
    }

    [Theory]
    [InlineData(0.9997f, 0.9f, 0.9f)]
    [InlineData(0.5f, 0.9f, 0.5f)]
    [InlineData(null, 0.9f, null)]
    [InlineData(null, 0.8f, 0.8f)]
    public void No_momentum_is_above_the_most(float? before, float most, float? after)
    {
        GraphBuilder graph = SampleGraphs.Residual("N");
        if (before is { } momentum)
            graph.Graph.Node[1].Attribute.Add(MLNet.ConvExtensions.Networks.Edits.GraphEdits.Attribute("momentum", momentum));
        OnnxNetwork network = graph.Build().WithNormalizationMomentum(most);
        Assert.Equal(after, network.Nodes[1].FindFloat("momentum"));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.WithNormalizationMomentum(1.1f));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.WithNormalizationMomentum(float.NaN));
    }

    [Fact]
    public void Every_normalization_gets_statistics_of_its_own()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 4, 5, 5);
        string scale = graph.Weights("scale", 4),
            mean = graph.Weights("mean", 4),
            variance = graph.Positive("var", 4);
        OnnxNetwork network = graph
            .Op("BatchNormalization", "a", [scale, mean, mean, variance])
            .Op("BatchNormalization", "b", [scale, scale, mean, variance])
            .Build();
        OnnxNetwork own = network.WithOwnStatistics();
        float[] x = Ort.Noise(1, 2, 4, 5, 5);
        Assert.Equal(4, own.Weights.Count(w => w.IsStatistic));
        Assert.All(own.Weights.Where(w => w.IsStatistic), w => Assert.Single(w.Layers));
        Assert.Equal(Ort.Run(network, x, 2, 4, 5, 5).Values, Ort.Run(own, x, 2, 4, 5, 5).Values);
        Assert.Same(own, own.WithOwnStatistics());
    }

    [Fact]
    public void Nodes_are_those_of_the_file()
    {
        OnnxNetwork network = SampleGraphs.PyTorchView().Build();
        Assert.Equal("Conv Shape Gather Unsqueeze Concat Reshape Gemm", string.Join(' ', network.Nodes.Select(n => n.Operator)));
        NetworkNode conv = network.Nodes[0];
        Assert.Equal(("conv", "", "Conv 'conv'"), (conv.Name, conv.Domain, conv.ToString()));
        Assert.Equal(["x", "conv.weight", "conv.bias"], conv.Inputs);
        Assert.Equal(["conv"], conv.Outputs);
        Assert.Equal(["kernel_shape", "strides", "pads", "group"], conv.AttributeNames);
        Assert.Equal([3, 3], conv.FindIntegers("kernel_shape"));
        Assert.Equal(1, conv.FindInteger("group"));
        Assert.Null(conv.FindInteger("dilations"));
        Assert.Null(conv.FindIntegers("dilations"));
        Assert.Null(conv.FindFloat("alpha"));
        Assert.Null(conv.FindFloats("alphas"));
        Assert.Null(conv.FindText("auto_pad"));
        Assert.Null(conv.FindTensor("value"));
        Assert.True(network.TryGetTensor("conv", out NetworkTensor? tensor));
        Assert.Equal(("(None, 4, 6, 6)", OnnxElementType.Float), (tensor.Shape!.ToString(), tensor.ElementType));
        Assert.False(network.TryGetTensor("nothing", out _));
    }

    [Theory]
    [InlineData(OnnxElementType.Float)]
    [InlineData(OnnxElementType.Double)]
    [InlineData(OnnxElementType.Float16)]
    [InlineData(OnnxElementType.BFloat16)]
    [InlineData(OnnxElementType.Int64)]
    [InlineData(OnnxElementType.UInt64)]
    [InlineData(OnnxElementType.UInt32)]
    [InlineData(OnnxElementType.Int32)]
    [InlineData(OnnxElementType.Int16)]
    [InlineData(OnnxElementType.Int8)]
    [InlineData(OnnxElementType.UInt8)]
    [InlineData(OnnxElementType.Bool)]
    public void Bytes_are_the_same_however_a_file_has_them(OnnxElementType type)
    {
        (TensorProto listed, byte[] expected) = Listed(type);
        (listed.DataType, listed.Name) = ((int)type, "t");
        listed.Dims.Add([1, 2]);
        var raw = new TensorProto
        {
            DataType = (int)type,
            Dims = { 1, 2 },
            RawData = ByteString.CopyFrom(expected),
        };
        Assert.Equal(expected, new StoredTensor(listed).Bytes.ToArray());
        Assert.Equal(expected, new StoredTensor(raw).Bytes.ToArray());
        Assert.Equal(expected, new StoredTensor(type, [1, 2], expected).Bytes.ToArray());
        if (type is OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Float16 or OnnxElementType.BFloat16)
            Assert.Equal([1.5f, -2], new StoredTensor(listed).ToFloats());
        else
            Assert.Throws<OnnxNetworkException>(() => new StoredTensor(listed).ToFloats());
    }

    [Fact]
    public void Tensors_that_their_bytes_do_not_fill_are_refused()
    {
        Assert.Contains(
            "7 bytes",
            Assert.Throws<ArgumentException>(() => new StoredTensor(OnnxElementType.Float, [2], new byte[7])).Message
        );
        Assert.Throws<ArgumentException>(() => StoredTensor.OfFloats([1, 2, 3], 2, 2));
        Assert.Throws<ArgumentException>(() => StoredTensor.OfFloats([1], -1));
        Assert.Contains(
            "String",
            Assert.Throws<ArgumentException>(() => new StoredTensor(OnnxElementType.String, [1], new byte[4])).Message
        );
        Assert.Equal(6, StoredTensor.OfFloats(new float[6], 2, 3).Count);
        Assert.Equal(1, StoredTensor.OfFloats([5]).Count);
    }

    private static Dictionary<string, StoredTensor> Contents(string name, float[] values, params long[] shape) =>
        new() { [name] = StoredTensor.OfFloats(values, shape) };

    private static (TensorProto Listed, byte[] Bytes) Listed(OnnxElementType type)
    {
        static byte[] Bytes<T>(params T[] values)
            where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
        return type switch
        {
            OnnxElementType.Float => (new() { FloatData = { 1.5f, -2 } }, Bytes(1.5f, -2f)),
            OnnxElementType.Double => (new() { DoubleData = { 1.5, -2 } }, Bytes(1.5, -2.0)),
            OnnxElementType.Float16 => (new() { Int32Data = { 0x3E00, 0xC000 } }, Bytes<ushort>(0x3E00, 0xC000)),
            OnnxElementType.BFloat16 => (new() { Int32Data = { 0x3FC0, 0xC000 } }, Bytes<ushort>(0x3FC0, 0xC000)),
            OnnxElementType.Int64 => (new() { Int64Data = { 1L << 40, -2 } }, Bytes(1L << 40, -2L)),
            OnnxElementType.UInt64 => (new() { Uint64Data = { ulong.MaxValue, 2 } }, Bytes(ulong.MaxValue, 2UL)),
            OnnxElementType.UInt32 => (new() { Uint64Data = { uint.MaxValue, 2 } }, Bytes(uint.MaxValue, 2U)),
            OnnxElementType.Int32 => (new() { Int32Data = { 1 << 20, -2 } }, Bytes(1 << 20, -2)),
            OnnxElementType.Int16 => (new() { Int32Data = { 300, -2 } }, Bytes<short>(300, -2)),
            OnnxElementType.Int8 => (new() { Int32Data = { 100, -2 } }, Bytes<sbyte>(100, -2)),
            OnnxElementType.UInt8 => (new() { Int32Data = { 200, 2 } }, Bytes<byte>(200, 2)),
            _ => (new() { Int32Data = { 1, 0 } }, Bytes<byte>(1, 0)),
        };
    }
}
