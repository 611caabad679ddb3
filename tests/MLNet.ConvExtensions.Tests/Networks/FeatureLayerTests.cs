namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>The layer that gives features when none is named.</summary>
public sealed class FeatureLayerTests
{
    [Fact]
    public void Input_of_the_last_dense_layer() => Assert.Equal("F6_tanh", SampleGraphs.LeNet5().Build().FindFeatureLayer().Name);

    [Fact]
    public void Pooled_layer_in_front_of_the_classifier() =>
        Assert.Equal("features", SampleGraphs.Residual("N").Build().FindFeatureLayer().Name);

    [Fact]
    public void Dropout_in_front_of_the_classifier_is_skipped()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 8, 4, 4)
            .Op("GlobalAveragePool", "pool")
            .Op("Flatten", "flat")
            .Op("Dropout", "drop")
            .Dense("fc", 8, 3)
            .Build();
        Assert.Equal("flat", network.FindFeatureLayer().Name);
    }

    [Fact]
    public void Matrix_product_and_bias_are_a_classifier()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 8, 4, 4).Op("GlobalMaxPool", "pool").Op("Flatten", "flat");
        Assert.Equal(
            "flat",
            graph
                .Op("MatMul", "times", [graph.Weights("w", 8, 3)])
                .Op("Add", "plus", [graph.Weights("b", 3)])
                .Op("Softmax")
                .Build()
                .FindFeatureLayer()
                .Name
        );
    }

    [Fact]
    public void Convolution_on_one_position_is_a_classifier()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 8, 4, 4)
            .Op("GlobalAveragePool", "pool")
            .Conv("fc", 8, 5, 1)
            .Op("Flatten", "flat")
            .Build();
        Assert.Equal("pool", network.FindFeatureLayer().Name);
    }

    [Theory]
    [InlineData("Softmax", "anything", 5, "fire")]
    [InlineData("Flatten", "class_logits", 5, "fire")]
    [InlineData("Flatten", "anything", 1000, "fire")]
    [InlineData("Flatten", "features", 1280, "features")]
    public void Convolution_before_the_pooling_is_a_classifier_if_it_gives_scores(string end, string output, int filters, string expected)
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 8, 4, 4)
            .Op("Relu", "fire")
            .Op("Dropout")
            .Conv("conv10", 8, filters, 1)
            .Op("Relu", "relu10")
            .Op("GlobalAveragePool", "pool")
            .Op(end, output)
            .Build();
        Assert.Equal(expected, network.FindFeatureLayer().Name);
    }

    [Fact]
    public void Network_without_a_classifier_gives_its_output() =>
        Assert.Equal("block.add", SampleGraphs.Residual("N").Build().CutAt("block.add").FindFeatureLayer().Name);

    [Fact]
    public void Classifier_on_pixels_gives_its_output() =>
        Assert.Equal("fc", new GraphBuilder().Input("x", "N", 12).Dense("fc", 12, 3).Build().FindFeatureLayer().Name);
}
