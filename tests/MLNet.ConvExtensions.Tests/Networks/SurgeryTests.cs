using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Tests.Networks.GraphBuilder;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>Heads, inputs and sizes: ONNX Runtime computes what was made, and the parts that it was made of.</summary>
public sealed class SurgeryTests
{
    private static readonly long[] Size = [2, 3, 16, 16];

    private static OnnxNetwork Body => SampleGraphs.Residual("N").Build().WithoutHead();

    [Fact]
    public void A_new_head_is_dense_layers_with_relus_between()
    {
        OnnxNetwork whole = OnnxNetwork.FromBytes(Body.WithHead(3, [6, 4], dropout: 0.5, seed: 7).ToBytes());
        float[] images = Ort.Noise(1, Size);
        float[] expected =
        [
            .. Ort.Run(Body, images, Size)
                .Values.Chunk(8)
                .SelectMany(row => Dense(whole, "logits", Relu(Dense(whole, "head_2", Relu(Dense(whole, "head_1", row)))))),
        ];

        Ort.AssertClose(expected, Ort.Run(whole, images, Size).Values);
        Assert.Equal(("logits", "(None, 3)"), (whole.Outputs[0].Name, whole.Outputs[0].Shape!.ToString()));
        Assert.Equal(3, whole.Layers.Count(l => l.Operator == "Dropout"));
        Assert.Equal(Body.ParameterCount + ((8 + 1) * 6) + ((6 + 1) * 4) + ((4 + 1) * 3), whole.ParameterCount);
    }

    [Fact]
    public void The_seed_decides_a_heads_weights()
    {
        Assert.Equal(Body.WithHead(3, [4], seed: 5).ToBytes(), Body.WithHead(3, [4], seed: 5).ToBytes());
        Assert.NotEqual(Body.WithHead(3, [4], seed: 5).ToBytes(), Body.WithHead(3, [4], seed: 6).ToBytes());
        float[] weights = Values(Body.WithHead(3, seed: 5), "logits.weight");
        Assert.All(weights, w => Assert.InRange(Math.Abs(w), 0, 1 / Math.Sqrt(8)));
        Assert.True(weights.Distinct().Count() > 20);
    }

    [Theory]
    [InlineData(0, 4, 0.0, "outputs")]
    [InlineData(3, 0, 0.0, "hiddenUnits")]
    [InlineData(3, 4, 1.0, "dropout")]
    [InlineData(3, 4, -0.1, "dropout")]
    [InlineData(3, 4, double.NaN, "dropout")]
    public void A_head_of_impossible_numbers_is_refused(int outputs, int hidden, double dropout, string what) =>
        Assert.Equal(what, Assert.Throws<ArgumentOutOfRangeException>(() => Body.WithHead(outputs, [hidden], dropout)).ParamName);

    [Fact]
    public void Maps_must_be_pooled_before_a_head()
    {
        OnnxNetwork maps = SampleGraphs.Residual("N").Build().CutAt("stem");
        Assert.Contains("'stem' (None, 8, 8, 8)", Assert.Throws<OnnxNetworkException>(() => maps.WithHead(3, dropout: 0.5)).Message);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(13)]
    [InlineData(18)]
    public void A_network_goes_behind_one_of_any_version(int opset)
    {
        OnnxNetwork body = new GraphBuilder(opset).Input("x", "N", 3, 8, 8).Conv("conv", 3, 4, 3).Op("Relu", "maps").Build();
        OnnxNetwork lasting = NetworkBuilder.Image(6, 6, 4, seed: 2).Conv(5, 3).BatchNorm().Relu().Flatten().Dense(3).Build("head");
        OnnxNetwork changed = new GraphBuilder(12)
            .Input("maps", "N", 4, 6, 6)
            .Op("Softmax", "shares", null, Int("axis", 1))
            .Op("ReduceMean", "mean", null, Ints("axes", 2, 3), Int("keepdims", 0))
            .Build();
        float[] images = Ort.Noise(4, 2, 3, 8, 8);
        foreach (OnnxNetwork head in new[] { lasting, changed })
        {
            OnnxNetwork whole = OnnxNetwork.FromBytes(body.WithHead(head, prefix: "top").ToBytes());
            Ort.Result maps = Ort.Run(body, images, 2, 3, 8, 8),
                expected = Ort.Run(head, maps.Values, maps.Shape),
                actual = Ort.Run(whole, images, 2, 3, 8, 8);
            Ort.AssertClose(expected.Values, actual.Values);
            Assert.Equal($"top.{head.Outputs[0].Name}", actual.Name);
            Assert.Equal(expected.Shape, actual.Shape);
        }

        Assert.Equal(opset, body.WithHead(lasting).OpsetVersion);
        Assert.Equal(Math.Max(opset, 12), body.WithHead(changed).OpsetVersion);
    }

    [Fact]
    public void A_network_goes_behind_any_layer_and_the_rest_is_gone()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build(),
            head = NetworkBuilder.Image(8, 8, 8).GlobalAveragePool().Dense(2).Build();
        OnnxNetwork whole = network.WithHead(head, "stem_relu");
        Assert.DoesNotContain(whole.Layers, l => l.Name.StartsWith("block", StringComparison.Ordinal));
        Assert.Equal("(None, 2)", Assert.Single(whole.Outputs).Shape!.ToString());
        OnnxNetwork twice = network.WithHead(head, "stem_relu").WithHead(NetworkBuilder.Features(2).Dense(1).Build());
        Assert.Equal(twice.Nodes.Count, twice.Nodes.SelectMany(n => n.Outputs).Distinct().Count());
    }

    [Fact]
    public void A_head_that_does_not_take_what_the_layer_gives_is_refused()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        string message = Assert
            .Throws<OnnxNetworkException>(() => network.WithHead(NetworkBuilder.Features(7).Dense(2).Build("seven"), "features"))
            .Message;
        Assert.Contains("'seven' takes (None, 7) of Float; 'features'", message);
        Assert.Contains("(None, 8) of Float", message);
        OnnxNetwork two = new GraphBuilder().Input("a", "N", 5).Input("b", "N", 5).Op("Add", "sum", ["a"]).Build();
        Assert.Contains("has 2 inputs", Assert.Throws<OnnxNetworkException>(() => network.WithHead(two)).Message);
        OnnxNetwork head = NetworkBuilder.Features(8).Dense(2).Build();
        Assert.Contains("'features'", Assert.Throws<ArgumentException>(() => network.WithHead(head, "feature")).Message);
        OnnxNetwork outputs = network.WithOutputs("features", "classifier");
        Assert.Contains("has 2 outputs", Assert.Throws<OnnxNetworkException>(() => outputs.WithHead(head)).Message);
    }

    [Theory]
    [InlineData("stem_relu")]
    [InlineData("block.add")]
    [InlineData("features")]
    public void The_part_behind_a_layer_goes_on_where_the_part_before_it_ends(string layer)
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build(),
            behind = OnnxNetwork.FromBytes(network.WithInput(layer).ToBytes());
        float[] images = Ort.Noise(6, Size);
        Ort.Result between = Ort.Run(network.CutAt(layer), images, Size);

        Assert.Equal(layer, Assert.Single(behind.Inputs).Name);
        Ort.AssertClose(Ort.Run(network, images, Size).Values, Ort.Run(behind, between.Values, between.Shape).Values);
        Assert.Equal(network.ParameterCount, network.CutAt(layer).ParameterCount + behind.ParameterCount);
    }

    [Fact]
    public void A_layer_with_a_branch_around_it_is_no_input()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        string message = Assert.Throws<OnnxNetworkException>(() => network.WithInput("block.conv1")).Message;
        Assert.Contains("depends on 'image' beside 'block.conv1'", message);
        OnnxNetwork early = network.WithOutputs("stem");
        Assert.Contains("'nearest'", Assert.Throws<ArgumentException>(() => early.WithInput("nearest")).Message);
        OnnxNetwork both = network.WithOutputs("stem", "features");
        Assert.Contains("beside 'features'", Assert.Throws<OnnxNetworkException>(() => both.WithInput("features")).Message);
    }

    [Fact]
    public void The_other_output_of_the_layer_that_is_cut_off_is_missed()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 6);
        graph.Node("Split", "split", ["x", graph.Shape("sizes", 2, 4)], ["few", "many"], Int("axis", 1));
        OnnxNetwork network = graph.Node("Concat", "y", ["many", "few"], ["y"], Int("axis", 1)).Build();
        Assert.Contains("depends on 'many' beside 'few'", Assert.Throws<OnnxNetworkException>(() => network.WithInput("few")).Message);
    }

    [Fact]
    public void Gray_networks_take_colors()
    {
        OnnxNetwork gray = SampleGraphs.LeNet5().Build(),
            colors = gray.WithColors();
        float[] images = Ort.Noise(8, 2, 3, 32, 32);
        float[] planes =
        [
            .. images
                .Chunk(3 * 32 * 32)
                .SelectMany(i =>
                    Enumerable.Range(0, 32 * 32).Select(p => (0.299f * i[p]) + (0.587f * i[p + 1024]) + (0.114f * i[p + 2048]))
                ),
        ];

        Assert.Equal("(None, 3, 32, 32)", colors.Inputs[0].Shape!.ToString());
        Ort.AssertClose(Ort.Run(gray, planes, 2, 1, 32, 32).Values, Ort.Run(colors, images, 2, 3, 32, 32).Values);
        Assert.Same(colors, colors.WithColors());
    }

    [Fact]
    public void Final_activations_are_found_with_what_goes_into_them()
    {
        Assert.Equal(new FinalActivation("output", "Softmax"), SampleGraphs.LeNet5().Build().FindFinalActivation());
        Assert.Equal(new FinalActivation("classifier", null), SampleGraphs.Residual("N").Build().FindFinalActivation("classifier"));
        OnnxNetwork reshaped = SampleGraphs.Residual("N").Op("Sigmoid", "shares").Op("Identity", "same").Build();
        Assert.Equal(new FinalActivation("classifier", "Sigmoid"), reshaped.FindFinalActivation("same"));
        Assert.Contains("it has 'same'", Assert.Throws<ArgumentException>(() => reshaped.FindFinalActivation("shares")).Message);
    }

    private static float[] Dense(OnnxNetwork network, string name, float[] input)
    {
        float[] weights = Values(network, name + ".weight"),
            biases = Values(network, name + ".bias");
        return [.. biases.Select((b, unit) => b + input.Select((v, i) => v * weights[(unit * input.Length) + i]).Sum())];
    }

    private static float[] Relu(float[] values) => Array.ConvertAll(values, v => Math.Max(0, v));

    private static float[] Values(OnnxNetwork network, string name) => network.Initializers[name].ToFloats();
}
