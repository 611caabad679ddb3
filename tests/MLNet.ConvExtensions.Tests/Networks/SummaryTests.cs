namespace MLNet.ConvExtensions.Tests.Networks;

public sealed class SummaryTests
{
    [Fact]
    public void Summary_prints_as_keras_does()
    {
        const string expected = """
            Model: "LeNet-5"
            ____________________________________________________
            Layer (type)             Output Shape        Param #
            ====================================================
            image (Input)            (None, 1, 32, 32)   0
            C1 (Conv)                (None, 6, 28, 28)   156
            C1_tanh (Tanh)           (None, 6, 28, 28)   0
            S2 (AveragePool)         (None, 6, 14, 14)   0
            C3 (Conv)                (None, 16, 10, 10)  2,416
            C3_tanh (Tanh)           (None, 16, 10, 10)  0
            S4 (AveragePool)         (None, 16, 5, 5)    0
            C5 (Conv)                (None, 120, 1, 1)   48,120
            C5_tanh (Tanh)           (None, 120, 1, 1)   0
            flatten (Flatten)        (None, 120)         0
            F6 (Gemm)                (None, 84)          10,164
            F6_tanh (Tanh)           (None, 84)          0
            output (Gemm)            (None, 10)          850
            probabilities (Softmax)  (None, 10)          0
            ====================================================
            Total params: 61,706
            Trainable params: 61,706
            Non-trainable params: 0
            Multiply-adds per image: 416,520
            ____________________________________________________

            """;
        Assert.Equal(expected, SampleGraphs.LeNet5().Build().Summary().ToString());
    }

    [Fact]
    public void Summary_adds_up_trained_and_kept_weights()
    {
        NetworkSummary summary = SampleGraphs.Residual("N").Build().Summary();
        Assert.Equal(216 + 32 + (2 * 584) + 45, summary.TotalParameters);
        Assert.Equal(16, summary.NonTrainableParameters);
        Assert.Equal(summary.TotalParameters, summary.TrainableParameters + summary.NonTrainableParameters);
    }

    [Fact]
    public void Summary_marks_unknown_shapes()
    {
        NetworkSummary summary = new GraphBuilder()
            .Input("x", "N", 3, 8, 8)
            .Node("Einsum", "e", ["x"], ["e"], GraphBuilder.Text("equation", "nchw->nc"))
            .Build()
            .Summary();
        Assert.Matches(@"e \(Einsum\) +\? +0\n", summary.ToString());
    }

    [Fact]
    public void Multiply_adds_are_unknown_where_a_shape_is()
    {
        NetworkSummary summary = new GraphBuilder().Input("x", "N", 3, "height", "width").Conv("conv", 3, 4, 3).Build().Summary();
        Assert.Null(summary.MultiplyAdds);
        Assert.DoesNotContain("Multiply-adds", summary.ToString(), StringComparison.Ordinal);
    }
}
