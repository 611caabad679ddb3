using MLNet.ConvExtensions.Tests.Networks;

namespace MLNet.ConvExtensions.Tests.Layers;

/// <summary>Layers compute what PyTorch computes; reference.py made the numbers.</summary>
public sealed class LayerReferenceTests
{
    private static readonly float[] Maps = [.. Enumerable.Range(1, 32).Select(i => (i / 8f) - 2)];
    private static readonly float[] Corners = [.. new[] { 0, 3, 12, 15 }.Select(i => Maps[i])];
    private static readonly float[] CornersOfBoth = [.. Corners, .. Corners.Select(v => v + 2)];
    private static readonly Initializer Kernels = Initializer.Values([.. Enumerable.Range(1, 36).Select(i => (i / 16f) - 1)]);

    [Fact]
    public void Convolution_with_stride_and_padding() =>
        AssertLayer(
            x => x.Conv(2, 3, stride: 2, padding: 1, initializer: Kernels),
            Maps,
            "(None, 2, 2, 2)",
            [3.71875f, 5.125f, 3.30469f, 3.53906f, -1.34375f, 0.0625f, 5.83594f, 11.1328f]
        );

    [Fact]
    // csharpier-ignore - a table
    public void Convolution_with_dilation() =>
        AssertLayer(
            x => x.Conv(2, 3, dilation: 2, padding: (2, 1), initializer: Kernels),
            Maps,
            "(None, 2, 4, 2)",
            [
                2.9375f, 3.34375f, 1.8125f, 1.96875f, 3.125f, 3.71875f, 1.25f, 1.59375f, 1.8125f, 1.09375f, 5.1875f, 4.21875f, 2f,
                1.46875f, 4.625f, 3.84375f,
            ]
        );

    [Fact]
    // csharpier-ignore - a table
    public void Convolution_with_other_padding_at_each_side() =>
        AssertLayer(
            x => x.Conv(2, 3, padding: Padding.Sides((1, 0), (0, 2)), initializer: Kernels),
            Maps,
            "(None, 2, 3, 4)",
            [
                5.59375f, 5.125f, 3.3125f, 1.59375f, 8.10938f, 7.19531f, 4.47656f, 2.0625f, 4.45312f, 3.53906f, 1.85156f, 0.65625f,
                -1.15625f, 0.0625f, 0.5f, 0.46875f, 3.04688f, 4.66406f, 3.63281f, 2.0625f, 9.51562f, 11.1328f, 7.75781f, 4.03125f,
            ]
        );

    [Fact]
    // csharpier-ignore - a table
    public void Convolution_in_groups()
    {
        float[] expected =
        [
            8.34375f, 7.57031f, 5.25f, 4.47656f, 2.01562f, 1.875f, 1.45312f, 1.3125f, 3.5625f, 4.05469f, 5.53125f, 6.02344f, 7.35938f,
            8.48438f, 11.8594f, 12.9844f,
        ];
        AssertLayer(x => x.Conv(4, 3, groups: 2, initializer: Kernels), Maps, "(None, 4, 2, 2)", expected);
        AssertLayer(x => x.DepthwiseConv(3, multiplier: 2, initializer: Kernels), Maps, "(None, 4, 2, 2)", expected);
    }

    [Fact]
    public void Transposed_convolution() =>
        AssertLayer(
            x =>
                x.ConvTranspose(
                    1,
                    (2, 3),
                    stride: 2,
                    padding: (0, 1),
                    outputPadding: (1, 0),
                    initializer: Initializer.Values([.. Enumerable.Range(1, 12).Select(i => (i / 4f) - 1)])
                ),
            [-1.875f, -1.75f, -1.375f, -1.25f, 0.125f, 0.25f, 0.625f, 0.75f],
            "(None, 1, 5, 3)",
            [1.0625f, 2.125f, 1.125f, -0.25f, -0.3125f, 0f, 1.3125f, 2.625f, 1.375f, 0.75f, 1.6875f, 1f, 0f, 0f, 0f],
            size: 2
        );

    [Fact]
    public void Average_pooling_with_and_without_the_padding()
    {
        AssertLayer(
            x => x.AveragePool(3, 2, 1, countPadding: true),
            Maps,
            "(None, 2, 2, 2)",
            [-0.694444f, -0.916667f, -0.541667f, -0.625f, 0.194444f, 0.416667f, 0.791667f, 1.375f]
        );
        AssertLayer(
            x => x.AveragePool(3, 2, 1),
            Maps,
            "(None, 2, 2, 2)",
            [-1.5625f, -1.375f, -0.8125f, -0.625f, 0.4375f, 0.625f, 1.1875f, 1.375f]
        );
    }

    [Fact]
    public void Max_pooling_rounded_up()
    {
        OnnxNetwork network = NetworkBuilder.Image(4, 3, 2).MaxPool(2, ceiling: true).Build();
        Ort.Result result = Ort.Run(network, [.. Maps.Where((_, i) => i % 4 < 3)], 1, 2, 4, 3);
        Assert.Equal([-1.25f, -1.125f, -0.25f, -0.125f, 0.75f, 0.875f, 1.75f, 1.875f], result.Values);
    }

    [Fact]
    public void Activations()
    {
        AssertCorners(x => x.Gelu(), [-0.0569932f, -0.100211f, -0.132686f, 0f]);
        AssertCorners(x => x.Silu(), [-0.249308f, -0.273638f, -0.15275f, 0f]);
        AssertCorners(x => x.Elu(), [-0.846645f, -0.77687f, -0.312711f, 0f]);
        AssertCorners(x => x.LeakyRelu(), [-0.01875f, -0.015f, -0.00375f, 0f]);
        AssertCorners(x => x.Relu6(), [0, 0, 0, 0]);
        AssertCorners(x => x.Dropout(), Corners);
    }

    [Fact]
    // csharpier-ignore - a table
    public void Local_response_normalisation() =>
        AssertLayer(
            x => x.LocalResponseNorm(3, alpha: 0.5f, beta: 0.75f, bias: 2),
            [.. CornersOfBoth, .. CornersOfBoth.Select(v => v * 2)],
            "(None, 4, 2, 2)",
            [
                -0.918777f, -0.773889f, -0.190705f, 0f, 0.037768f, 0.17959f, 0.80356f, 0.958415f, -1.24353f, -1.12263f, -0.251417f, 0f,
                0.0829395f, 0.377395f, 1.1815f, 1.25981f,
            ],
            4,
            2
        );

    [Fact]
    // csharpier-ignore - a table
    public void Group_normalisation() =>
        AssertLayer(
            x => x.GroupNorm(2),
            [.. CornersOfBoth, .. CornersOfBoth.Select(v => v * v)],
            "(None, 4, 2, 2)",
            [
                -1.53285f, -1.23617f, -0.346127f, -0.0494467f, 0.0494467f, 0.346127f, 1.23617f, 1.53285f, 1.21184f, 0.410543f,
                -0.924959f, -1.01399f, -1.0041f, -0.855711f, 0.657858f, 1.51852f,
            ],
            4,
            2
        );

    [Fact]
    public void Layer_normalisation() =>
        AssertLayer(
            x => x.LayerNorm(),
            CornersOfBoth,
            "(None, 2, 2, 2)",
            [-1.53285f, -1.23617f, -0.346127f, -0.0494467f, 0.0494467f, 0.346127f, 1.23617f, 1.53285f],
            size: 2
        );

    [Fact]
    // csharpier-ignore - a table
    public void Upsampling()
    {
        float[] small = [-1.875f, -1.75f, -1.375f, -1.25f];
        AssertLayer(
            x => x.Upsample(2),
            small,
            "(None, 1, 4, 4)",
            [
                -1.875f, -1.875f, -1.75f, -1.75f, -1.875f, -1.875f, -1.75f, -1.75f, -1.375f, -1.375f, -1.25f, -1.25f, -1.375f, -1.375f,
                -1.25f, -1.25f,
            ],
            1,
            2
        );
        AssertLayer(
            x => x.Upsample(2, UpsampleMode.Linear),
            small,
            "(None, 1, 4, 4)",
            [
                -1.875f, -1.84375f, -1.78125f, -1.75f, -1.75f, -1.71875f, -1.65625f, -1.625f, -1.5f, -1.46875f, -1.40625f, -1.375f,
                -1.375f, -1.34375f, -1.28125f, -1.25f,
            ],
            1,
            2
        );
    }

    [Fact]
    // csharpier-ignore - a table
    public void Padding_that_mirrors_or_repeats()
    {
        float[] small = [-1.875f, -1.75f, -1.625f, -1.375f, -1.25f, -1.125f, -0.875f, -0.75f, -0.625f];
        AssertLayer(
            x => x.Pad(Padding.Sides((1, 2), (1, 0)), PaddingMode.Reflect),
            small,
            "(None, 1, 5, 5)",
            [
                -1.125f, -1.25f, -1.375f, -1.25f, -1.125f, -1.625f, -1.75f, -1.875f, -1.75f, -1.625f, -1.125f, -1.25f, -1.375f, -1.25f,
                -1.125f, -0.625f, -0.75f, -0.875f, -0.75f, -0.625f, -1.125f, -1.25f, -1.375f, -1.25f, -1.125f,
            ],
            1,
            3
        );
        AssertLayer(
            x => x.Pad(Padding.Sides((1, 2), (1, 0)), PaddingMode.Edge),
            small,
            "(None, 1, 5, 5)",
            [
                -1.875f, -1.875f, -1.875f, -1.75f, -1.625f, -1.875f, -1.875f, -1.875f, -1.75f, -1.625f, -1.375f, -1.375f, -1.375f, -1.25f,
                -1.125f, -0.875f, -0.875f, -0.875f, -0.75f, -0.625f, -0.875f, -0.875f, -0.875f, -0.75f, -0.625f,
            ],
            1,
            3
        );
        AssertLayer(
            x => x.Pad(Padding.Sides((1, 3), (1, 0)), PaddingMode.Symmetric),
            small,
            "(None, 1, 5, 6)",
            [
                -1.625f, -1.75f, -1.875f, -1.875f, -1.75f, -1.625f, -1.625f, -1.75f, -1.875f, -1.875f, -1.75f, -1.625f, -1.125f, -1.25f,
                -1.375f, -1.375f, -1.25f, -1.125f, -0.625f, -0.75f, -0.875f, -0.875f, -0.75f, -0.625f, -0.625f, -0.75f, -0.875f, -0.875f,
                -0.75f, -0.625f,
            ],
            1,
            3
        );
        AssertLayer(x => x.Pad(1), [2], "(None, 1, 3, 3)", [0, 0, 0, 0, 2, 0, 0, 0, 0], 1, 1);
    }

    [Theory]
    [InlineData(PaddingMode.Reflect, 3, "an axis of 3 can be mirrored by 2 at most")]
    [InlineData(PaddingMode.Symmetric, 4, "an axis of 3 can be mirrored by 3 at most")]
    public void Padding_beyond_what_can_be_mirrored_is_refused(PaddingMode mode, int padding, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<ArgumentException>(() => NetworkBuilder.Image(3, 3, 1).Pad(padding, mode)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Padding_that_goes_by_a_window_is_refused() =>
        Assert.Contains(
            "the padding is Same, which goes by a window; give numbers",
            Assert.Throws<ArgumentException>(() => NetworkBuilder.Image(3, 3, 1).Pad(Padding.Same)).Message,
            StringComparison.Ordinal
        );

    private static void AssertCorners(Func<NetworkBuilder, NetworkBuilder> layer, float[] expected) =>
        AssertLayer(layer, Corners, "(None, 1, 2, 2)", expected, 1, 2);

    private static void AssertLayer(
        Func<NetworkBuilder, NetworkBuilder> layer,
        float[] values,
        string shape,
        float[] expected,
        int channels = 2,
        int size = 4
    )
    {
        NetworkBuilder output = layer(NetworkBuilder.Image(size, size, channels));
        OnnxNetwork network = output.Build();
        Assert.Equal(shape, output.Shape.ToString());
        Assert.Equal(shape, network.Layers[^1].OutputShape?.ToString());
        Ort.AssertClose(expected, Ort.Run(network, values, 1, channels, size, size).Values);
    }
}
