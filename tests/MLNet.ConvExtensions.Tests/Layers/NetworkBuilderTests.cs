using MLNet.ConvExtensions.Tests.Networks;

namespace MLNet.ConvExtensions.Tests.Layers;

public sealed class NetworkBuilderTests
{
    public static TheoryData<Func<NetworkBuilder, NetworkBuilder>, string> Mistakes =>
        new()
        {
            { x => x.Conv(8, 9), "Layer 'conv1' (Conv) on (None, 4, 8, 6): a window of 9x9 doesn't fit into 8x6 with the padding Valid" },
            {
                x => x.Conv(8, 3, groups: 3, name: "grouped"),
                "Layer 'grouped' (Conv) on (None, 4, 8, 6): 3 groups don't divide 4 channels and 8 filters."
            },
            { x => x.Conv(0, 3), "0 filters; 1 or more" },
            { x => x.Conv(8, (1, 2, 3)), "the kernel is 1x2x3, 3 numbers for 2 spatial axes" },
            { x => x.Conv(8, 3, stride: 0), "the stride is 0; 1 or more is allowed" },
            {
                x => x.Conv(8, 3, initializer: Initializer.Values(1, 2)),
                "2 values were given for 'conv1.weight'; 288 are needed, [8, 4, 3, 3]"
            },
            { x => x.MaxPool(2, padding: 2), "the padding is 2; a window of 2x2 allows 1 at most" },
            { x => x.Dense(10), "call Flatten() or GlobalAveragePool() before it" },
            { x => x.Flatten().Conv(8, 3), "this is a row of features" },
            { x => x.GroupNorm(3), "3 groups don't divide 4 channels" },
            { x => x.Dropout(1), "the rate is 1; 0 to below 1 is allowed" },
            {
                x => x.Conv(8, 3, name: "c").Add(x, "sum"),
                "Layer 'sum' (Add) on (None, 8, 6, 4): 'input' is (None, 4, 8, 6), 'c' is (None, 8, 6, 4); they must be the same."
            },
            { x => x.Conv(8, 3, name: "c").Concat([x]), "'input' is (None, 4, 8, 6); all but the channels must be the same as in 'c'" },
            { x => x.Relu("a").Relu("a"), "has a layer or tensor 'a' already" },
            { x => x.Add(NetworkBuilder.Image(8, 6, 4)), "belongs to another network" },
            { x => x.Reshape([5, 5]), "allowed are 1 to 4 numbers of 1 or more whose product is 192" },
            { x => x.ConvTranspose(1, 1, padding: 4), "leaves no output" },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistakes_are_told_at_once_by_layer_and_shape(Func<NetworkBuilder, NetworkBuilder> add, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<ArgumentException>(() => add(NetworkBuilder.Image(8, 6, 4))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(7, 3, 2, 4)]
    [InlineData(8, 3, 2, 4)]
    [InlineData(8, 2, 1, 8)]
    [InlineData(5, 1, 3, 2)]
    public void Same_padding_makes_the_size_a_stride_th(int size, int kernel, int stride, int expected)
    {
        NetworkBuilder x = NetworkBuilder.Signal(size, 1).Conv(1, kernel, stride, Padding.Same);
        Assert.Equal(expected, x.Shape[2]);
        Assert.Equal([1, 1, expected], Ort.Run(x.Build(), new float[size], 1, 1, size).Shape);
        Assert.Equal(size * stride, NetworkBuilder.Signal(size, 1).ConvTranspose(1, kernel, stride, Padding.Same).Shape[2]);
    }

    [Fact]
    public void Shapes_while_building_are_those_that_ONNX_Runtime_finds()
    {
        NetworkBuilder image = NetworkBuilder.Image(8, 6, 4);
        foreach (
            NetworkBuilder x in new[]
            {
                image.Conv(3, (3, 1), (2, 1), (0, 2)),
                image.SeparableConv(5, 3, padding: Padding.Same),
                image.MaxPool(3, 2, 1, ceiling: true),
                image.GlobalMaxPool(keepAxes: true),
                image.GlobalAveragePool(),
                image.Highway(),
                image.Flatten().Highway(),
                image.Subsample(3, 9),
                image.Reshape([2, 96]),
                image.Conv(1, 1).Sigmoid().Conv(4, 1).Multiply(image),
                image.ConvTranspose(2, 3, 2, Padding.Same),
                image.ConvTranspose(2, 2, 3, Padding.Same),
                image.Scope("a", y => y.BatchNorm().Softmax()),
            }
        )
        {
            Ort.Result result = Ort.Run(x.Build(), Ort.Noise(1, 2, 4, 8, 6), 2, 4, 8, 6);
            Assert.Equal(x.Shape.Skip(1), result.Shape.Skip(1).Select(s => (long?)s));
            Assert.Equal(x.Shape, x.Build().Outputs[0].Shape);
        }
    }

    [Fact]
    public void Networks_of_volumes_run()
    {
        OnnxNetwork network = NetworkBuilder
            .Volume(6, 7, 8, 1)
            .Conv(2, 3)
            .BatchNorm()
            .Relu()
            .MaxPool((1, 2, 2))
            .GroupNorm(2)
            .GlobalAveragePool()
            .Dense(3)
            .Build();
        Assert.Equal([2, 3], Ort.Run(network, Ort.Noise(1, 2, 1, 6, 7, 8), 2, 1, 6, 7, 8).Shape);
    }

    [Fact]
    public void Layers_are_numbered_by_kind_and_scope()
    {
        OnnxNetwork network = NetworkBuilder
            .Image(8, 6, 4)
            .Conv(4, 1)
            .Relu()
            .Scope("block", x => x.Conv(4, 1).Relu().Add(x))
            .Conv(2, 1, name: "head")
            .Build("net");
        Assert.Equal(["conv1", "relu1", "block.conv1", "block.relu1", "block.add1", "head"], network.Layers.Select(l => l.Name));
        Assert.Equal("net", network.Name);
    }

    [Fact]
    public void Normalisation_statistics_are_not_trainable()
    {
        NetworkSummary summary = NetworkBuilder.Image(8, 6, 4).BatchNorm().GroupNorm(2).LayerNorm().Build().Summary();
        Assert.Equal(
            [16, 8, 384],
            summary
                .Layers.Where(l => l.Operator is not "Mul" || l.ParameterCount > 0)
                .GroupBy(l => l.Name.Split('.')[0])
                .Select(g => g.Sum(l => l.ParameterCount))
        );
        Assert.Equal(8, summary.NonTrainableParameters);
    }

    [Fact]
    public void Layers_that_no_output_needs_are_left_out()
    {
        NetworkBuilder x = NetworkBuilder.Image(8, 6, 4).Conv(2, 3, name: "used");
        _ = x.Conv(1000, 3, name: "unused");
        OnnxNetwork network = x.Build();
        Assert.Equal(["used"], network.Layers.Select(l => l.Name));
        Assert.Equal(74, network.ParameterCount);
    }

    [Fact]
    public void Auxiliary_outputs_follow_the_first()
    {
        NetworkBuilder x = NetworkBuilder.Image(8, 6, 4).Conv(2, 3, name: "body");
        NetworkBuilder early = x.GlobalAveragePool().Dense(3, name: "early");
        Assert.Equal(["late", "early"], x.Relu().Flatten().Dense(3, name: "late").Build("net", early).Outputs.Select(o => o.Name));
    }

    [Fact]
    public void A_highway_begins_by_passing_its_input_on()
    {
        float[] values = [1, -2, 3, 0.5f];
        Ort.AssertClose(values, Ort.Run(NetworkBuilder.Features(4).Highway(gateBias: -20).Build(), values, 1, 4).Values);
    }

    [Fact]
    public void A_dense_layer_on_a_whole_photo_is_refused_with_its_number_of_weights() =>
        Assert.Contains(
            "1,440,000,000 numbers",
            Assert.Throws<ArgumentException>(() => NetworkBuilder.Image(600, 800, 3).Flatten().Dense(1000)).Message,
            StringComparison.Ordinal
        );
}
