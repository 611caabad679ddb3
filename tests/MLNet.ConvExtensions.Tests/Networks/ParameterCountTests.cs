using static MLNet.ConvExtensions.Tests.Networks.GraphBuilder;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>Weights per layer and in total, against the figures of textbooks and lectures.</summary>
public sealed class ParameterCountTests
{
    [Fact]
    public void LeNet5_has_61706_weights()
    {
        OnnxNetwork network = SampleGraphs.LeNet5().Build();
        Assert.Equal([156, 2416, 48120, 10164, 850], network.Layers.Select(l => l.ParameterCount).Where(c => c > 0));
        Assert.Equal(61_706, network.ParameterCount);
    }

    [Fact]
    public void LeNet5_on_colour_images_has_456_weights_in_its_first_layer()
    {
        OnnxNetwork network = SampleGraphs.LeNet5(channels: 3).Build();
        Assert.Equal(456, network.FindLayer("C1").ParameterCount);
        Assert.Equal(456 + 61_550, network.ParameterCount);
    }

    [Fact]
    public void Two_filters_5x5_on_three_maps_have_152_weights() =>
        Assert.Equal(152, new GraphBuilder().Input("x", 1, 3, 9, 9).Conv("conv", 3, 2, 5).Build().ParameterCount);

    [Fact]
    public void Convolution_and_dense_layer_on_28x28_have_433290_weights()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 1, 28, 28)
            .Conv("conv", 1, 64, 3)
            .Op("Relu")
            .Op("Flatten")
            .Dense("dense", 64 * 26 * 26, 10)
            .Build();
        Assert.Equal([640, 432_650], network.Layers.Select(l => l.ParameterCount).Where(c => c > 0));
        Assert.Equal(433_290, network.ParameterCount);
    }

    [Fact]
    public void Dense_network_1024_84_10_has_86950_weights() =>
        Assert.Equal(
            86_950,
            new GraphBuilder().Input("x", "N", 1024).Dense("a", 1024, 84).Op("Relu").Dense("b", 84, 10).Build().ParameterCount
        );

    [Fact]
    public void Running_statistics_are_weights_but_not_trained()
    {
        NetworkLayer layer = new GraphBuilder().Input("x", "N", 8, 5, 5).BatchNorm("bn", 8).Build().FindLayer("bn");
        Assert.Equal((32, 16), (layer.ParameterCount, layer.TrainableParameterCount));
    }

    [Fact]
    public void Weights_that_layers_share_count_once()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 4, 9, 9).Conv("a", 4, 4, 3);
        OnnxNetwork network = graph.Op("Conv", "b", ["a.weight", "a.bias"], Ints("kernel_shape", 3, 3)).Build();
        Assert.Equal([148, 0], network.Layers.Select(l => l.ParameterCount));
    }

    [Fact]
    public void Shapes_bounds_and_single_numbers_are_no_weights()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 3, 8, 8);
        graph
            .Op("Mul", "scale", [graph.Scalar("s", 2)])
            .Op("Clip", "clip", [graph.Scalar("low", 0), graph.Scalar("high", 6)])
            .Op("Resize", "resize", ["", graph.Numbers("scales", 1, 1, 2, 2)])
            .Op("Reshape", "reshape", [graph.Shape("to", 0, -1)]);
        Assert.Equal(0, graph.Build().ParameterCount);
    }

    [Fact]
    public void Bias_that_is_added_on_its_own_is_a_weight()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 6);
        Assert.Equal(
            30 + 5,
            graph.Op("MatMul", "times", [graph.Weights("w", 6, 5)]).Op("Add", "plus", [graph.Weights("b", 5)]).Build().ParameterCount
        );
    }

    [Fact]
    public void Weights_behind_constant_operators_count_at_the_layer_that_uses_them()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 6);
        graph.Node("Transpose", "turned", [graph.Weights("w", 5, 6)], ["turned"]).From("x").Op("MatMul", "times", ["turned"]);
        OnnxNetwork network = graph.Build();
        Assert.Equal(["times"], network.Layers.Select(l => l.Name));
        Assert.Equal(30, network.ParameterCount);
    }

    [Fact]
    public void Weights_that_the_graph_fills_itself_count_by_what_they_are_filled_to()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 6);
        graph.Node("ConstantOfShape", "filled", [graph.Shape("to", 6, 5)], ["filled"]).From("x").Op("MatMul", "times", ["filled"]);
        Assert.Equal(30, graph.Build().ParameterCount);
    }

    [Fact]
    public void Multiply_adds_count_every_use_of_a_weight_for_one_image()
    {
        OnnxNetwork network = SampleGraphs.LeNet5().Build();
        Assert.Equal(28 * 28 * 6 * 25, network.FindLayer("C1").MultiplyAdds);
        Assert.Equal(10 * 10 * 16 * 6 * 25, network.FindLayer("C3").MultiplyAdds);
        Assert.Equal(120 * 84, network.FindLayer("F6").MultiplyAdds);
        Assert.Equal(0, network.FindLayer("S2").MultiplyAdds);
        Assert.Equal(117_600 + 240_000 + 48_000 + 10_080 + 840, network.Summary().MultiplyAdds);
    }

    [Fact]
    public void Grouped_convolution_needs_a_group_of_the_multiply_adds()
    {
        OnnxNetwork network = new GraphBuilder().Input("x", "N", 8, 10, 10).Conv("depthwise", 8, 8, 3, pad: 1, group: 8).Build();
        Assert.Equal(8 * 100 * 9, network.FindLayer("depthwise").MultiplyAdds);
    }
}
