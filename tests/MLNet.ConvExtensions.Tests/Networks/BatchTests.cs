using static MLNet.ConvExtensions.Tests.Networks.GraphBuilder;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>A network that was exported for one image takes several.</summary>
public sealed class BatchTests
{
    [Fact]
    public void Batch_of_one_is_opened()
    {
        OnnxNetwork one = SampleGraphs.Residual(1).Build();
        AssertSame(one, one.WithBatch(), 3, 16, 16);
        Assert.Equal("(None, 5)", one.WithBatch().Outputs[0].Shape!.ToString());
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(1, 144)]
    [InlineData(-1, 144)]
    public void Reshape_to_one_row_becomes_a_row_per_image(long rows, long columns)
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 3, 8, 8).Conv("conv", 3, 4, 3);
        OnnxNetwork one = graph.Op("Reshape", "rows", [graph.Shape("to", rows, columns)]).Dense("fc", 144, 5).Build();
        AssertSame(one, one.WithBatch(), 3, 8, 8);
        Assert.Equal(rows == 1, one.WithBatch().Graph.Initializer.All(t => t.Name != "to"));
    }

    [Fact]
    public void Shapes_in_the_file_that_speak_of_one_image_are_not_believed()
    {
        GraphBuilder graph = SampleGraphs.Residual(1).Output("classifier", 1, 5);
        graph.Graph.ValueInfo.Add(Value("stem", OnnxElementType.Float, 1, 8, 8, 8));
        AssertSame(graph.Build(), graph.Build().WithBatch(), 3, 16, 16);
    }

    [Fact]
    public void Open_batch_stays_as_it_is()
    {
        OnnxNetwork network = SampleGraphs.Residual("batch").Build();
        Assert.Same(network, network.WithBatch());
    }

    [Fact]
    public void Weights_that_are_reshaped_keep_their_shape()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 6);
        graph.Node("Reshape", "w2", [graph.Weights("w", 2, 3), graph.Shape("to", 1, 6)], ["w2"]).From("x").Op("Mul", "y", ["w2"]);
        AssertSame(graph.Build(), graph.Build().WithBatch(), 6);
    }

    [Fact]
    public void Layer_that_loses_the_batch_is_named()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 3, 8, 8).Op("Relu", "act");
        OnnxNetwork network = graph.Op("Reshape", "mixed", [graph.Shape("to", 192)]).Op("Neg", "end").Build();
        string message = Assert.Throws<OnnxNetworkException>(network.WithBatch).Message;
        Assert.Contains("lost at layer 'mixed' (Reshape)", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new object[] { 3, 224, 224 }, "without a batch dimension")]
    [InlineData(new object[] { 7 }, "no batch dimension")]
    [InlineData(new object[] { 8, 3, 32, 32 }, "fixed batch of 8")]
    public void Input_without_a_batch_of_one_is_refused(object[] dims, string part)
    {
        OnnxNetwork network = new GraphBuilder().Input("x", dims).Op("Relu").Build();
        Assert.Contains(part, Assert.Throws<OnnxNetworkException>(network.WithBatch).Message, StringComparison.Ordinal);
    }

    /// <summary>Three images at once give what each gives alone.</summary>
    internal static void AssertSame(OnnxNetwork one, OnnxNetwork several, params long[] image)
    {
        float[] images = Ort.Noise(7, [3, .. image]);
        int size = images.Length / 3;
        float[] expected = Enumerable
            .Range(0, 3)
            .SelectMany(i => Ort.Run(one, images[(i * size)..((i + 1) * size)], [1, .. image]).Values)
            .ToArray();
        Ort.Result together = Ort.Run(several, images, [3, .. image]);
        Assert.Equal(3, together.Shape[0]);
        Ort.AssertClose(expected, together.Values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData("N")]
    public void A_network_whose_outputs_need_no_input_is_refused(object batch)
    {
        GraphBuilder graph = new GraphBuilder().Input("image", batch, 3, 8, 8).Conv("conv", 3, 4, 3);
        graph.Node("Identity", "same", [graph.Numbers("numbers", 1, 2, 3)], ["same"]);
        OnnxNetwork network = graph.Build();

        Assert.Throws<OnnxNetworkException>(network.WithBatch);
    }
}
