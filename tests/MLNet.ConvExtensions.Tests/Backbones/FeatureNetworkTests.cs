using MLNet.ConvExtensions.Tests.Networks;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>A backbone's network up to its features, as a head is put on.</summary>
public sealed class FeatureNetworkTests
{
    private static readonly BackbonePreprocessing Sized = new() { Width = 16, Height = 16 };

    [Fact]
    public void It_is_the_network_without_its_head_for_any_number_of_images()
    {
        OnnxNetwork network = SampleGraphs.Residual(1).Build();
        OnnxNetwork features = Backbone.FromNetwork("residual", network, Sized).GetFeatureNetwork();
        float[] image = Ort.Noise(1, 1, 3, 16, 16);
        Ort.Result expected = Ort.Run(network.WithoutHead(), image, 1, 3, 16, 16),
            both = Ort.Run(features, [.. image, .. image], 2, 3, 16, 16);

        Ort.AssertClose([.. expected.Values, .. expected.Values], both.Values);
        Assert.Equal([2, 8], both.Shape);
    }

    [Fact]
    public void The_layer_and_its_pooling_are_the_callers_or_the_backbones()
    {
        var backbone = Backbone.FromNetwork("residual", SampleGraphs.Residual("N").Build(), Sized, featureLayer: "stem_relu");
        Assert.Equal("(None, 8)", backbone.GetFeatureNetwork().Outputs[0].Shape!.ToString());
        Assert.Equal("(None, 512)", backbone.GetFeatureNetwork(pooling: FeaturePooling.None).Outputs[0].Shape!.ToString());
        Assert.Equal("(None, 5)", backbone.GetFeatureNetwork("classifier").Outputs[0].Shape!.ToString());
        Assert.Contains("'classifier'", Assert.Throws<ArgumentException>(() => backbone.GetFeatureNetwork("clasifier")).Message);
    }

    [Fact]
    public void An_open_size_is_that_of_the_preprocessing()
    {
        OnnxNetwork open = new GraphBuilder()
            .Input("x", "N", 1, "h", "w")
            .Conv("conv", 1, 4, 3)
            .Op("GlobalAveragePool", "pool")
            .Op("Flatten", "features")
            .Dense("classifier", 4, 2)
            .Build();
        OnnxNetwork features = Backbone.FromNetwork("gray", open, Sized).GetFeatureNetwork();
        Assert.Equal("(None, 1, 16, 16)", features.Inputs[0].Shape!.ToString());
    }

    [Fact]
    public void A_preprocessing_of_other_channels_or_networks_that_mix_images_are_refused()
    {
        OnnxNetwork two = new GraphBuilder().Input("x", "N", 2, 16, 16).Conv("conv", 2, 4, 3).Build();
        Assert.Contains(
            "takes (None, 2, 16, 16), vectors as they are, and a preprocessing is given for it",
            Assert.Throws<OnnxNetworkException>(() => Backbone.FromNetwork("two", two, Sized).GetFeatureNetwork()).Message
        );
        OnnxNetwork mixed = new GraphBuilder()
            .Input("x", 1, 3, 16, 16)
            .Op("Softmax", "among", null, GraphBuilder.Int("axis", 0))
            .Conv("conv", 3, 4, 3)
            .Build();
        Assert.Contains(
            "can't take several images at once",
            Assert.Throws<OnnxNetworkException>(() => Backbone.FromNetwork("mixed", mixed, Sized).GetFeatureNetwork()).Message
        );
    }
}
