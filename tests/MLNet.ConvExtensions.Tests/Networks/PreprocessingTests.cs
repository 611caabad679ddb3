namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>Preprocessing inside the graph equals preprocessing outside.</summary>
public sealed class PreprocessingTests
{
    private const int Side = 16;
    private static readonly long[] Size = [2, 3, Side, Side];

    [Theory]
    [InlineData(ChannelOrder.Rgb, ImageLayout.Nchw, OnnxElementType.Float)]
    [InlineData(ChannelOrder.Rgb, ImageLayout.Nhwc, OnnxElementType.Float)]
    [InlineData(ChannelOrder.Bgr, ImageLayout.Nchw, OnnxElementType.UInt8)]
    [InlineData(ChannelOrder.Bgr, ImageLayout.Nhwc, OnnxElementType.UInt8)]
    [InlineData(ChannelOrder.Bgr, ImageLayout.Nchw, OnnxElementType.Float)]
    public void Folded_steps_give_the_same_numbers(ChannelOrder order, ImageLayout layout, OnnxElementType type)
    {
        ImagePreprocessing steps = ImagePreprocessing.ImageNet with { ChannelOrder = order, InputLayout = layout, InputType = type };
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        OnnxNetwork folded = network.WithPreprocessing(steps);
        byte[] pixels = Pixels(2 * 3 * Side * Side);
        float[] expected = Ort.Run(network, Prepared(pixels, steps), Size).Values;

        byte[] given = layout == ImageLayout.Nchw ? pixels : ToNhwc(pixels, Side);
        long[] shape = layout == ImageLayout.Nchw ? Size : [2, Side, Side, 3];
        Ort.Result result =
            type == OnnxElementType.UInt8 ? Ort.Run(folded, given, shape) : Ort.Run(folded, Array.ConvertAll(given, p => (float)p), shape);
        Ort.AssertClose(expected, result.Values);
        Assert.Equal(network.ParameterCount, folded.ParameterCount);
        Assert.Equal(type, folded.Inputs[0].ElementType);
        Assert.Null(folded.Inputs[0].Shape![0]);
    }

    [Theory]
    [InlineData(13, 21, 23)]
    [InlineData(9, 21, 23)]
    [InlineData(13, 19, 16)]
    public void Centre_is_cut_out_of_a_larger_image(int opset, int height, int width)
    {
        OnnxNetwork network = new GraphBuilder(opset)
            .Input("x", "N", 1, Side, Side)
            .Op("Identity", "y")
            .Build()
            .WithPreprocessing(new ImagePreprocessing { InputHeight = height, InputWidth = width });
        float[] image = Ort.Noise(1, height, width);
        int top = (int)Math.Round((height - Side) / 2.0, MidpointRounding.ToEven);
        int left = (int)Math.Round((width - Side) / 2.0, MidpointRounding.ToEven);
        float[] expected = Enumerable.Range(0, Side * Side).Select(i => image[((top + (i / Side)) * width) + left + (i % Side)]).ToArray();
        Assert.Equal(expected, Ort.Run(network, image, 1, 1, height, width).Values);
        Assert.Equal($"(None, 1, {height}, {width})", network.Inputs[0].Shape!.ToString());
    }

    [Fact]
    public void Network_of_half_floats_takes_floats()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", OnnxElementType.Float16, "N", 3, 2, 2)
            .Op("Relu", "y")
            .Build()
            .WithPreprocessing(new ImagePreprocessing { Scale = 0.5f, Mean = [1] });
        Assert.Equal(OnnxElementType.Float, network.Inputs[0].ElementType);
        Assert.Equal(
            [0, 0, 0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 4.5f],
            Ort.Run(network, Enumerable.Range(0, 12).Select(i => (float)i).ToArray(), 1, 3, 2, 2).Values
        );
    }

    [Theory]
    [InlineData(ImageLayout.Nchw)]
    [InlineData(ImageLayout.Nhwc)]
    public void Network_with_channels_last_takes_either_layout(ImageLayout layout)
    {
        var steps = new ImagePreprocessing
        {
            Mean = [1, 2, 3],
            ChannelOrder = ChannelOrder.Bgr,
            InputLayout = layout,
            InputHeight = 6,
            InputWidth = 6,
        };
        OnnxNetwork network = new GraphBuilder().Input("x", "N", 5, 5, 3).Op("Identity", "y").Build().WithPreprocessing(steps);
        float[] planes = Ort.Noise(1, 3, 6, 6);
        float[] given =
            layout == ImageLayout.Nchw
                ? planes
                : Enumerable.Range(0, planes.Length).Select(i => planes[((i % 3) * 36) + (i / 3)]).ToArray();
        float[] expected = Enumerable
            .Range(0, 75)
            .Select(i =>
            {
                int channel = 2 - (i % 3);
                (int row, int column) = (i / 15, i / 3 % 5);
                return planes[(channel * 36) + (row * 6) + column] - steps.Mean[channel];
            })
            .ToArray();
        Ort.AssertClose(expected, Ort.Run(network, given, layout == ImageLayout.Nchw ? [1, 3, 6, 6] : [1, 6, 6, 3]).Values);
    }

    [Fact]
    public void Nothing_to_do_changes_nothing()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        Assert.Same(network, network.WithPreprocessing(new ImagePreprocessing { InputWidth = Side }));
    }

    [Fact]
    public void Image_input_is_described()
    {
        Assert.Equal(
            new ImageInput("image", OnnxElementType.Float, ImageLayout.Nchw, null, 3, 16, 16),
            SampleGraphs.Residual("N").Build().GetImageInput()
        );
        Assert.Equal(
            new ImageInput("x", OnnxElementType.Float, ImageLayout.Nhwc, 1, 3, 224, 160),
            new GraphBuilder().Input("x", 1, 224, 160, 3).Op("Relu").Build().GetImageInput()
        );
    }

    [Theory]
    [InlineData(new object[] { "N", 3 }, "(None, 3)")]
    [InlineData(new object[] { 3, 224, 224 }, "batch dimension is missing")]
    [InlineData(new object[] { "N", 64, 224, 224 }, "with 1 to 4 channels")]
    public void Input_that_is_no_image_is_refused(object[] dims, string part)
    {
        OnnxNetwork network = new GraphBuilder().Input("x", dims).Op("Relu").Build();
        Assert.Contains(
            part,
            Assert.Throws<OnnxNetworkException>(() => network.WithPreprocessing(ImagePreprocessing.ImageNet)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Input_of_integers_is_refused()
    {
        OnnxNetwork network = new GraphBuilder().Input("tokens", OnnxElementType.Int64, "N", 3, 8, 8).Op("Identity").Build();
        Assert.Contains(
            "'tokens' (None, 3, 8, 8) of Int64",
            Assert.Throws<OnnxNetworkException>(() => network.GetImageInput()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Several_inputs_are_listed()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("a", "N", 3, 8, 8)
            .Input("b", "N", 3, 8, 8)
            .Node("Add", "sum", ["a", "b"], ["sum"])
            .Build();
        Assert.Contains(
            "2 inputs ('a' (None, 3, 8, 8)",
            Assert.Throws<OnnxNetworkException>(() => network.GetImageInput()).Message,
            StringComparison.Ordinal
        );
    }

    public static TheoryData<ImagePreprocessing, string> Impossible =>
        new()
        {
            {
                new ImagePreprocessing { StandardDeviation = [1, 0, 1] },
                "no deviation 0"
            },
            {
                new ImagePreprocessing { Mean = [float.NaN] },
                "finite"
            },
            {
                new ImagePreprocessing { Mean = [1, 2] },
                "Mean has 2 elements"
            },
            {
                new ImagePreprocessing { InputHeight = 8 },
                "InputHeight is 8; the network 'residual' needs 16"
            },
            {
                new ImagePreprocessing { InputType = OnnxElementType.Int64 },
                "InputType is Int64"
            },
        };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Impossible_steps_are_refused(ImagePreprocessing steps, string part)
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        Assert.Contains(part, Assert.Throws<ArgumentException>(() => network.WithPreprocessing(steps)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Crop_without_a_size_to_crop_to_is_refused()
    {
        OnnxNetwork network = new GraphBuilder().Input("x", "N", 3, "h", "w").Op("Relu").Build();
        Assert.Throws<ArgumentException>(() => network.WithPreprocessing(new ImagePreprocessing { InputWidth = 256 }));
    }

    private static byte[] Pixels(int count)
    {
        var pixels = new byte[count];
        new Random(5).NextBytes(pixels);
        return pixels;
    }

    private static float[] Prepared(byte[] planes, ImagePreprocessing steps)
    {
        const int plane = Side * Side;
        return Enumerable
            .Range(0, planes.Length)
            .Select(i =>
            {
                int channel = i / plane % 3;
                int source = steps.ChannelOrder == ChannelOrder.Bgr ? 2 - channel : channel;
                float pixel = planes[i + ((source - channel) * plane)];
                return ((pixel * steps.Scale) - steps.Mean[source]) / steps.StandardDeviation[source];
            })
            .ToArray();
    }

    private static byte[] ToNhwc(byte[] planes, int side)
    {
        int plane = side * side;
        return Enumerable
            .Range(0, planes.Length)
            .Select(i =>
            {
                (int image, int rest) = Math.DivRem(i, 3 * plane);
                return planes[(image * 3 * plane) + (rest % 3 * plane) + (rest / 3)];
            })
            .ToArray();
    }
}
