namespace MLNet.ConvExtensions.Layers;

/// <summary>How a window slides over the spatial axes of a layer's input.</summary>
internal sealed record WindowSteps
{
    private WindowSteps(int[] kernel, int[] stride, int[] dilation, int[] pads, int[] output) =>
        (Kernel, Stride, Dilation, Pads, Output) = (kernel, stride, dilation, pads, output);

    public int[] Kernel { get; }

    public int[] Stride { get; }

    public int[] Dilation { get; }

    /// <summary>Before each axis, then behind each axis.</summary>
    public int[] Pads { get; }

    /// <summary>The spatial size of the output.</summary>
    public int[] Output { get; }

    /// <summary>Of a convolution or pooling: out = (in - (k - 1) d - 1 + p) / s + 1, rounded down, or up where asked for.</summary>
    public static WindowSteps Of(
        LayerDraft layer,
        Extent kernel,
        Extent stride,
        Padding padding,
        Extent dilation,
        bool pooling = false,
        bool ceiling = false
    )
    {
        int[] size = SpatialSize(layer);
        int axes = size.Length;
        int[] kernels = kernel.Resolve(axes, 0, 1, layer, "the kernel");
        int[] strides = pooling && stride.Count == 0 ? kernels : stride.Resolve(axes, 1, 1, layer, "the stride");
        int[] dilations = dilation.Resolve(axes, 1, 1, layer, "the dilation");
        int[] windows = Windows(layer, kernels, dilations);
        int[] pads = padding.Resolve(size, windows, strides, layer);
        var output = new int[axes];
        for (int i = 0; i < axes; i++)
        {
            if (pooling && Math.Max(pads[i], pads[axes + i]) >= windows[i])
                throw layer.Error(
                    $"the padding is {padding}; a window of {Text(windows)} allows {windows[i] - 1} at most, so that none lies in the "
                        + "padding alone"
                );
            long room = (long)size[i] + pads[i] + pads[axes + i] - windows[i];
            if (room < 0)
                throw layer.Error(
                    $"a window of {Text(windows)} doesn't fit into {Text(size)} with the padding {padding}. Use a larger input, a "
                        + "smaller kernel, less stride or pooling before it, or padding"
                );
            output[i] = checked((int)(room / strides[i]) + 1);

            // A window that would begin in the padding behind the input is left out.
            if (ceiling && room % strides[i] > 0 && (long)output[i] * strides[i] < (long)size[i] + pads[i])
                output[i]++;
        }

        return new WindowSteps(kernels, strides, dilations, pads, output);
    }

    /// <summary>Of a transposed convolution: out = s (in - 1) + (k - 1) d + 1 + extra - p.</summary>
    public static (WindowSteps Steps, int[] Extra) Transposed(
        LayerDraft layer,
        Extent kernel,
        Extent stride,
        Padding padding,
        Extent outputPadding,
        Extent dilation
    )
    {
        int[] size = SpatialSize(layer);
        int axes = size.Length;
        int[] kernels = kernel.Resolve(axes, 0, 1, layer, "the kernel");
        int[] strides = stride.Resolve(axes, 1, 1, layer, "the stride");
        int[] dilations = dilation.Resolve(axes, 1, 1, layer, "the dilation");
        int[] windows = Windows(layer, kernels, dilations);
        (int[] pads, int[] extra) = padding.ResolveTransposed(windows, strides, layer);
        if (outputPadding.Count > 0)
            extra = outputPadding.Resolve(axes, 0, 0, layer, "the output padding");
        var output = new int[axes];
        for (int i = 0; i < axes; i++)
        {
            if (extra[i] >= Math.Max(strides[i], dilations[i]))
                throw layer.Error(
                    $"the output padding is {Text(extra)}; it must be smaller than the stride {Text(strides)} or the dilation "
                        + $"{Text(dilations)}"
                );
            long length = ((long)strides[i] * (size[i] - 1)) + windows[i] + extra[i] - pads[i] - pads[axes + i];
            if (length is < 1 or > int.MaxValue)
                throw layer.Error(
                    $"a window of {Text(windows)} with stride {Text(strides)} and padding {padding} leaves no output: {length} positions"
                );
            output[i] = (int)length;
        }

        return (new WindowSteps(kernels, strides, dilations, pads, output), extra);
    }

    /// <summary>The sizes of the spatial axes; a row of features has none.</summary>
    public static int[] SpatialSize(LayerDraft layer) =>
        layer.InputShape.Length >= 2
            ? layer.InputShape[1..]
            : throw layer.Error(
                "it takes [N, C, length], [N, C, height, width] or [N, C, depth, height, width], and this is a row of features"
            );

    private static int[] Windows(LayerDraft layer, int[] kernels, int[] dilations)
    {
        if (kernels.Zip(dilations, (k, d) => (k - 1L) * d).Any(reach => reach > int.MaxValue / 4))
            throw layer.Error($"a kernel of {Text(kernels)} with dilation {Text(dilations)} is beyond all sizes");
        return [.. kernels.Zip(dilations, (k, d) => ((k - 1) * d) + 1)];
    }

    private static string Text(int[] numbers) => string.Join('x', numbers);
}
