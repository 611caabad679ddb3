using MLNet.ConvExtensions.Networks.Edits;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>What a stage does to a network besides pooling and preprocessing.</summary>
public sealed class FeatureEditsTests
{
    [Fact]
    public void Open_image_size_is_settled_and_sizes_behind_it_follow()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 3, "h", "w")
            .Conv("conv", 3, 4, 3, stride: 2)
            .Output("conv", "N", 4, "oh", "ow")
            .Build();
        OnnxNetwork settled = network.WithImageSize(9, 11);
        Assert.Equal("(None, 3, 9, 11)", settled.Inputs[0].Shape!.ToString());
        Assert.Equal("(None, 4, 4, 5)", settled.Outputs[0].Shape!.ToString());
        Assert.Equal([2, 4, 4, 5], Ort.Run(settled, Ort.Noise(1, 2, 3, 9, 11), 2, 3, 9, 11).Shape);
    }

    [Fact]
    public void Outputs_may_lack_a_type_in_the_file()
    {
        OnnxNetwork network = new GraphBuilder().Input("x", "N", 3, "h", "w").Op("Relu", "y").Build();
        Assert.Equal("(None, 3, 4, 4)", network.WithImageSize(4, 4).Outputs[0].Shape!.ToString());
    }

    [Fact]
    public void Settled_image_size_stays_and_another_one_is_refused()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        Assert.Same(network, network.WithImageSize(16, 16));
        Assert.Contains(
            "takes images of 16 x 16; they can't be 224 x 16",
            Assert.Throws<OnnxNetworkException>(() => network.WithImageSize(16, 224)).Message
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => network.WithImageSize(0, 16));
    }

    [Fact]
    public void Single_row_is_a_plain_vector()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        float[] image = Ort.Noise(1, 1, 3, 16, 16);
        Ort.Result row = Ort.Run(network.AsSingleRow(5), image, 1, 3, 16, 16);
        Assert.Equal([5], row.Shape);
        Ort.AssertClose(Ort.Run(network, image, 1, 3, 16, 16).Values, row.Values);
    }
}
