namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>One row of features per image.</summary>
public sealed class PoolingTests
{
    private static readonly long[] Size = [2, 3, 16, 16];

    [Theory]
    [InlineData(FeaturePooling.None)]
    [InlineData(FeaturePooling.Average)]
    [InlineData(FeaturePooling.Maximum)]
    public void Positions_are_summed_up(FeaturePooling pooling)
    {
        OnnxNetwork layer = SampleGraphs.Residual("N").Build().CutAt("block.add");
        OnnxNetwork pooled = layer.WithPooling(pooling);
        float[] images = Ort.Noise(3, Size);
        float[] maps = Ort.Run(layer, images, Size).Values;
        float[] expected = pooling switch
        {
            FeaturePooling.Average => maps.Chunk(64).Select(m => m.Average()).ToArray(),
            FeaturePooling.Maximum => maps.Chunk(64).Select(m => m.Max()).ToArray(),
            _ => maps,
        };
        Ort.Result result = Ort.Run(pooled, images, Size);
        Assert.Equal([2, expected.Length / 2], result.Shape);
        Ort.AssertClose(expected, result.Values);
        Assert.Equal(expected.Length / 2, pooled.Outputs[0].Shape![1]);
        Assert.Null(pooled.Outputs[0].Shape![0]);
    }

    [Theory]
    [InlineData(FeaturePooling.None, 24)]
    [InlineData(FeaturePooling.Average, 4)]
    [InlineData(FeaturePooling.Maximum, 4)]
    public void Signals_and_volumes_are_pooled_too(FeaturePooling pooling, int width)
    {
        OnnxNetwork signal = new GraphBuilder().Input("x", "N", 4, 6).Op("Relu").Build().WithPooling(pooling);
        OnnxNetwork volume = new GraphBuilder().Input("x", "N", 4, 1, 2, 3).Op("Relu").Build().WithPooling(pooling);
        Assert.Equal([2, width], Ort.Run(signal, Ort.Noise(1, 2, 4, 6), 2, 4, 6).Shape);
        Assert.Equal([2, width], Ort.Run(volume, Ort.Noise(1, 2, 4, 1, 2, 3), 2, 4, 1, 2, 3).Shape);
    }

    [Fact]
    public void Rows_stay_as_they_are()
    {
        OnnxNetwork network = SampleGraphs.LeNet5().Build();
        Assert.Same(network, network.WithPooling(FeaturePooling.Average));
    }

    [Fact]
    public void Half_floats_become_32_bit()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", OnnxElementType.Float16, "N", 2, 2, 2)
            .Op("Relu")
            .Build()
            .WithPooling(FeaturePooling.Average);
        Assert.Equal(OnnxElementType.Float, network.Outputs[0].ElementType);
        Assert.Equal([1.5f, 0], Ort.Run(network, [1, 2, 1, 2, -1, -1, -1, -1], 1, 2, 2, 2).Values);
    }

    [Fact]
    public void Several_outputs_are_refused()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build().WithOutputs("stem", "classifier");
        Assert.Contains(
            "2 outputs (stem, classifier)",
            Assert.Throws<OnnxNetworkException>(() => network.WithPooling(FeaturePooling.Average)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Outputs_other_than_rows_and_maps_of_numbers_are_refused()
    {
        OnnxNetwork whole = new GraphBuilder().Input("x", "N", 4, 6).Op("ReduceMean", "all", null, GraphBuilder.Int("keepdims", 0)).Build();
        OnnxNetwork integers = new GraphBuilder().Input("x", "N", 4, 6).Op("ArgMax", "best").Build();
        Assert.Contains(
            "has the shape ()",
            Assert.Throws<OnnxNetworkException>(() => whole.WithPooling(FeaturePooling.None)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "holds Int64",
            Assert.Throws<OnnxNetworkException>(() => integers.WithPooling(FeaturePooling.None)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Unknown_pooling_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleGraphs.LeNet5().Build().WithPooling((FeaturePooling)7));
}
