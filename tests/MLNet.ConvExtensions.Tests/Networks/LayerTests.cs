using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using static MLNet.ConvExtensions.Tests.Networks.GraphBuilder;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>How layers are named, found and described.</summary>
public sealed class LayerTests
{
    [Fact]
    public void Layers_have_the_names_of_their_nodes_and_are_found_by_tensor_too()
    {
        OnnxNetwork network = new GraphBuilder().Input("x", "N", 3, 8, 8).Node("Relu", "/layer1/relu/Relu", ["x"], ["42"]).Build();
        Assert.Equal("/layer1/relu/Relu", network.Layers[0].Name);
        Assert.Same(network.FindLayer("/layer1/relu/Relu"), network.FindLayer("42"));
    }

    [Fact]
    public void Layers_without_a_name_or_with_the_same_one_are_named_by_their_tensors()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 3, 8, 8)
            .Node("Relu", "", ["x"], ["a"])
            .Node("Relu", "same", ["a"], ["b"])
            .Node("Relu", "same", ["b"], ["c"])
            .Node("Relu", "b", ["c"], ["d"])
            .Build();
        Assert.Equal(["a", "b", "c", "d"], network.Layers.Select(l => l.Name));
    }

    [Fact]
    public void Wrong_name_is_answered_with_the_nearest()
    {
        OnnxNetwork network = SampleGraphs.LeNet5().Build();
        var exception = Assert.Throws<ArgumentException>(() => network.FindLayer("flaten"));
        Assert.Contains("'flaten'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("nearest names are 'flatten'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Part_of_a_name_is_answered_with_the_names_that_hold_it()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        var exception = Assert.Throws<ArgumentException>(() => network.CutAt("conv2"));
        Assert.Contains("nearest names are 'block.conv2'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    public void Distance_counts_edits(string a, string b, int expected) => Assert.Equal(expected, NearestNames.Distance(a, b));

    [Fact]
    public void Constants_and_shape_arithmetic_are_no_layers()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 4, 8, 8);
        graph.Graph.Node.Add(GraphEdits.Constant(TensorContents.Floats("half", [0.5f])));
        Assert.Equal(["mul"], graph.Op("Mul", "mul", ["half"]).Build().Layers.Select(l => l.Name));
    }

    [Fact]
    public void Receptive_field_grows_with_kernels_and_strides()
    {
        OnnxNetwork network = SampleGraphs.LeNet5().Build();
        Assert.Equal("5x5", network.FindLayer("C1").ReceptiveField!.ToString());
        Assert.Equal("6x6", network.FindLayer("S2").ReceptiveField!.ToString());
        Assert.Equal("14x14", network.FindLayer("C3").ReceptiveField!.ToString());
        Assert.Equal("16x16", network.FindLayer("S4").ReceptiveField!.ToString());
        Assert.Equal("32x32", network.FindLayer("C5").ReceptiveField!.ToString());
        Assert.Equal([4.0, 4.0], network.FindLayer("S4").ReceptiveField!.Stride);
        Assert.Null(network.FindLayer("F6").ReceptiveField);
    }

    [Fact]
    public void Receptive_field_of_a_sum_is_the_larger_one()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        Assert.Equal("11x11", network.FindLayer("block.add").ReceptiveField!.ToString());
        Assert.Null(network.FindLayer("pool").ReceptiveField);
    }

    [Fact]
    public void Dilation_widens_the_receptive_field()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 1, 20, 20);
        OnnxNetwork network = graph.Op("Conv", "conv", [graph.Weights("w", 1, 1, 3, 3)], Ints("dilations", 2, 4)).Build();
        Assert.Equal("5x9", network.FindLayer("conv").ReceptiveField!.ToString());
    }

    private static readonly Dictionary<string, Func<GraphBuilder, GraphBuilder>> Enlarging = new()
    {
        { "2, stride 2", g => Enlarge(g, 2, 2) },
        { "3, stride 2", g => Enlarge(g, 3, 2) },
        { "4, stride 2", g => Enlarge(g, 4, 2) },
        { "4, stride 3", g => Enlarge(g, 4, 3) },
        { "3, stride 2, dilated", g => Enlarge(g, 3, 2, 3) },
        { "3, stride 1", g => Enlarge(g, 3, 1) },
        { "5, stride 4, dilated", g => Enlarge(g, 5, 4, 2) },
        { "2, stride 2, then a convolution of 2", g => Enlarge(g, 2, 2).Conv("c", 1, 1, 2) },
        { "2, stride 2, then a convolution of 3", g => Enlarge(g, 2, 2).Conv("c", 1, 1, 3) },
        { "3, stride 2, behind a convolution of 3", g => Enlarge(g.Conv("c", 1, 1, 3), 3, 2) },
    };

    public static TheoryData<string> EnlargingNames => [.. Enlarging.Keys];

    /// <summary>What an element depends on is found by changing every pixel of the input once.</summary>
    [Theory]
    [MemberData(nameof(EnlargingNames))]
    public void Receptive_field_behind_a_transposed_convolution_is_what_changes_it(string name)
    {
        const int side = 14;
        OnnxNetwork network = Enlarging[name](new GraphBuilder().Input("x", 1, 1, side, 1 + side)).Build();
        float[] image = Ort.Noise(1, side, side + 1),
            before = Ort.Run(network, image, 1, 1, side, side + 1).Values;
        var first = new int[before.Length];
        var last = new int[before.Length];
        Array.Fill(first, side);
        for (int row = 0; row < side; row++)
        {
            float[] changed = [.. image.Select((v, i) => i / (side + 1) == row ? v + 10 : v)];
            float[] after = Ort.Run(network, changed, 1, 1, side, side + 1).Values;
            for (int i = 0; i < after.Length; i++)
            {
                if (after[i] != before[i])
                    (first[i], last[i]) = (Math.Min(first[i], row), row);
            }
        }

        int widest = first.Zip(last, (a, b) => b - a + 1).Max();
        Assert.True(
            widest == network.Layers[^1].ReceptiveField!.Size[0],
            $"{name}: {network.Layers[^1].ReceptiveField}, and {widest} rows change it"
        );
    }

    /// <summary>Rows of several positions in one axis with the batch are counted as those of one image.</summary>
    [Theory]
    [InlineData(49, 32, "Gemm")]
    [InlineData(16, 8, "MatMul")]
    [InlineData(1, 5, "Gemm")]
    public void Multiply_adds_of_tokens_that_share_an_axis_with_the_batch_are_those_of_one_image(int tokens, int width, string type)
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", tokens, width);
        graph.Op("Reshape", "rows", [graph.Shape("to", -1, width)]);
        OnnxNetwork network = graph.Op(type, "dense", [graph.Weights("w", width, 3)]).Build();
        Assert.Equal((long)tokens * width * 3, network.FindLayer("dense").MultiplyAdds);
    }

    private static GraphBuilder Enlarge(GraphBuilder graph, int kernel, int stride, int dilation = 1) =>
        graph.Op(
            "ConvTranspose",
            "up",
            [graph.Positive("up.weight", 1, 1, kernel, kernel)],
            Ints("strides", stride, stride),
            Ints("dilations", dilation, dilation)
        );

    [Fact]
    public void Element_types_are_followed()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", OnnxElementType.Float16, "N", 3, 8, 8)
            .Op("Relu", "half")
            .Op("Cast", "full", null, Int("to", 1))
            .Op("ArgMax", "best")
            .Build();
        Assert.Equal([OnnxElementType.Float16, OnnxElementType.Float, OnnxElementType.Int64], network.Layers.Select(l => l.ElementType));
    }
}
