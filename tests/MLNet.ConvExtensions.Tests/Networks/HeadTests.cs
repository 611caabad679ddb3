namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>A classifier is taken off, and another one put in its place.</summary>
public sealed class HeadTests
{
    private static readonly long[] Size = [2, 3, 16, 16];

    [Fact]
    public void Network_without_its_head_gives_features()
    {
        OnnxNetwork body = SampleGraphs.Residual("N").Build().WithoutHead();
        Assert.Equal("(None, 8)", Assert.Single(body.Outputs).Shape!.ToString());
        Assert.DoesNotContain(body.Layers, layer => layer.Name == "classifier");
    }

    [Fact]
    public void New_head_computes_a_linear_model_of_the_features()
    {
        OnnxNetwork body = SampleGraphs.Residual("N").Build().WithoutHead();
        float[] weights = Ort.Noise(5, 3, 8),
            biases = [1, 2, 3],
            images = Ort.Noise(3, Size);
        OnnxNetwork whole = OnnxNetwork.FromBytes(body.WithDenseLayer("scores", weights, biases).ToBytes());

        float[] expected =
        [
            .. Ort.Run(body, images, Size)
                .Values.Chunk(8)
                .SelectMany(row => Enumerable.Range(0, 3).Select(c => biases[c] + row.Select((f, i) => f * weights[(c * 8) + i]).Sum())),
        ];
        Ort.AssertClose(expected, Ort.Run(whole, images, Size).Values);
        Assert.Equal(("scores", "(None, 3)"), (whole.Outputs[0].Name, whole.Outputs[0].Shape!.ToString()));
        Assert.Equal(27, whole.FindLayer("scores").ParameterCount);
        Assert.Equal("features", whole.FindFeatureLayer().Name);
    }

    [Theory]
    [InlineData(24, 2)]
    [InlineData(0, 0)]
    [InlineData(8, 0)]
    public void Weights_that_do_not_fit_are_refused(int weights, int biases)
    {
        OnnxNetwork body = SampleGraphs.Residual("N").Build().WithoutHead();
        string message = Assert
            .Throws<ArgumentException>(() => body.WithDenseLayer("scores", new float[weights], new float[biases]))
            .Message;
        Assert.Contains($"{weights} weights and {biases} biases", message, StringComparison.Ordinal);
        Assert.Contains("8 features", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("stem")]
    [InlineData("image")]
    public void Name_must_be_free(string name)
    {
        OnnxNetwork body = SampleGraphs.Residual("N").Build().WithoutHead();
        Assert.Throws<ArgumentException>(() => body.WithDenseLayer(name, new float[8], new float[1]));
    }

    [Fact]
    public void Maps_must_be_pooled_first()
    {
        OnnxNetwork maps = SampleGraphs.Residual("N").Build().CutAt("stem");
        string message = Assert.Throws<OnnxNetworkException>(() => maps.WithDenseLayer("scores", new float[8], new float[1])).Message;
        Assert.Contains("'stem' (None, 8, 8, 8) of Float", message, StringComparison.Ordinal);
    }
}
