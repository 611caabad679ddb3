using MLNet.ConvExtensions.Layers;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions;

/// <content>Convolutions of one, two and three axes: as many as the input has.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>
    /// A convolution: each filter slides over the input and gives one map (ONNX Conv). As everywhere, it is a cross-correlation: the kernel
    /// isn't flipped.
    /// </summary>
    /// <param name="filters">The number of maps that come out.</param>
    /// <param name="kernel">The size of the kernel: <c>3</c>, or <c>(1, 7)</c> for height and width.</param>
    /// <param name="stride">The distance between neighbouring positions; 1 if left out.</param>
    /// <param name="padding">What is added around the input; <see cref="Padding.Valid"/> (nothing) if left out.</param>
    /// <param name="dilation">The distance between the elements of the kernel; 1 if left out.</param>
    /// <param name="groups">Into how many groups channels and filters are split; each filter sees the channels of its group.</param>
    /// <param name="bias">Whether a number is added to each map. Not needed before batch normalisation.</param>
    /// <param name="initializer">The kernels before training; <see cref="Initializer.HeNormal"/> if left out.</param>
    /// <param name="biasInitializer">The biases before training; 0 if left out.</param>
    /// <param name="name">The layer's name; conv1, conv2, ... if left out.</param>
    /// <exception cref="ArgumentException">The kernel doesn't fit, or groups divide channels or filters with a remainder.</exception>
    public NetworkBuilder Conv(
        int filters,
        Extent kernel,
        Extent stride = default,
        Padding padding = default,
        Extent dilation = default,
        int groups = 1,
        bool bias = true,
        Initializer? initializer = null,
        Initializer? biasInitializer = null,
        string? name = null
    )
    {
        LayerDraft layer = Layer(name, "conv", "Conv");
        WindowSteps steps = WindowSteps.Of(layer, kernel, stride, padding, dilation);
        int channels = Dims[0];
        CheckGroups(layer, channels, filters, groups);
        int positions = steps.Kernel.Aggregate(1, (product, size) => checked(product * size));
        string weight = layer.Weight(
            "weight",
            [filters, channels / groups, .. steps.Kernel],
            initializer ?? Initializer.HeNormal,
            (double)channels / groups * positions,
            (double)filters / groups * positions
        );
        string[] inputs = bias ? [Name, weight, layer.Weight("bias", [filters], biasInitializer ?? Initializer.Zeros)] : [Name, weight];
        return layer.Finish(
            "Conv",
            inputs,
            [filters, .. steps.Output],
            [.. Attributes(steps), Attribute("dilations", Long(steps.Dilation)), Attribute("group", groups)]
        );
    }

    /// <summary>
    /// A convolution of each channel by itself (MobileNet, Xception): as <see cref="Conv"/> with as many groups as channels.
    /// </summary>
    /// <param name="kernel">The size of the kernel.</param>
    /// <param name="stride">The distance between neighbouring positions; 1 if left out.</param>
    /// <param name="padding">What is added around the input; nothing if left out.</param>
    /// <param name="dilation">The distance between the elements of the kernel; 1 if left out.</param>
    /// <param name="multiplier">How many maps each channel becomes.</param>
    /// <param name="bias">Whether a number is added to each map.</param>
    /// <param name="initializer">The kernels before training; <see cref="Initializer.HeNormal"/> if left out.</param>
    /// <param name="name">The layer's name; conv1, conv2, ... if left out.</param>
    /// <exception cref="ArgumentException">The kernel doesn't fit.</exception>
    public NetworkBuilder DepthwiseConv(
        Extent kernel,
        Extent stride = default,
        Padding padding = default,
        Extent dilation = default,
        int multiplier = 1,
        bool bias = true,
        Initializer? initializer = null,
        string? name = null
    ) => Conv(checked(Dims[0] * multiplier), kernel, stride, padding, dilation, groups: Dims[0], bias, initializer, name: name);

    /// <summary>
    /// A separable convolution (Chollet 2016): each channel by itself, then a 1x1 convolution that mixes them. The layers are called
    /// NAME.depthwise and NAME.pointwise.
    /// </summary>
    /// <param name="filters">The number of maps that come out.</param>
    /// <param name="kernel">The size of the kernel.</param>
    /// <param name="stride">The distance between neighbouring positions; 1 if left out.</param>
    /// <param name="padding">What is added around the input; nothing if left out.</param>
    /// <param name="dilation">The distance between the elements of the kernel; 1 if left out.</param>
    /// <param name="multiplier">How many maps each channel becomes on the way.</param>
    /// <param name="bias">Whether a number is added to each map, at the end.</param>
    /// <param name="initializer">
    /// The kernels before training; if left out, <see cref="Initializer.LeCunNormal"/> for the channels, as no ReLU follows, and then
    /// <see cref="Initializer.HeNormal"/>.
    /// </param>
    /// <param name="name">The layers' name; sepconv1, sepconv2, ... if left out.</param>
    /// <exception cref="ArgumentException">The kernel doesn't fit.</exception>
    public NetworkBuilder SeparableConv(
        int filters,
        Extent kernel,
        Extent stride = default,
        Padding padding = default,
        Extent dilation = default,
        int multiplier = 1,
        bool bias = true,
        Initializer? initializer = null,
        string? name = null
    )
    {
        string scope = name ?? Draft.ClaimNext(Prefix + "sepconv")[Prefix.Length..];
        return Scope(
            scope,
            x =>
                x.DepthwiseConv(
                        kernel,
                        stride,
                        padding,
                        dilation,
                        multiplier,
                        bias: false,
                        initializer ?? Initializer.LeCunNormal,
                        "depthwise"
                    )
                    .Conv(filters, 1, bias: bias, initializer: initializer, name: "pointwise")
        );
    }

    /// <summary>
    /// A transposed convolution, which enlarges (ONNX ConvTranspose): each element of the input adds a kernel, weighted by itself, to the
    /// output. <see cref="Padding.Same"/> makes out = in * stride; other padding is taken away from the output.
    /// </summary>
    /// <param name="filters">The number of maps that come out.</param>
    /// <param name="kernel">The size of the kernel.</param>
    /// <param name="stride">The distance in the output between neighbouring elements of the input; 1 if left out.</param>
    /// <param name="padding">What is taken away around the output; nothing if left out.</param>
    /// <param name="outputPadding">What is added at the end of each axis; nothing if left out.</param>
    /// <param name="dilation">The distance between the elements of the kernel; 1 if left out.</param>
    /// <param name="groups">Into how many groups channels and filters are split.</param>
    /// <param name="bias">Whether a number is added to each map.</param>
    /// <param name="initializer">
    /// The kernels before training, [channels, filters of a group, kernel]; <see cref="Initializer.HeNormal"/> if left out.
    /// </param>
    /// <param name="biasInitializer">The biases before training; 0 if left out.</param>
    /// <param name="name">The layer's name; deconv1, deconv2, ... if left out.</param>
    /// <exception cref="ArgumentException">
    /// Nothing would be left of the output, or groups divide channels or filters with a remainder.
    /// </exception>
    public NetworkBuilder ConvTranspose(
        int filters,
        Extent kernel,
        Extent stride = default,
        Padding padding = default,
        Extent outputPadding = default,
        Extent dilation = default,
        int groups = 1,
        bool bias = true,
        Initializer? initializer = null,
        Initializer? biasInitializer = null,
        string? name = null
    )
    {
        LayerDraft layer = Layer(name, "deconv", "ConvTranspose");
        (WindowSteps steps, int[] extra) = WindowSteps.Transposed(layer, kernel, stride, padding, outputPadding, dilation);
        int channels = Dims[0];
        CheckGroups(layer, channels, filters, groups);
        double positions = steps.Kernel.Aggregate(1.0, (product, size) => product * size);

        // Of the kernel's positions only every stride-th reaches the same unit.
        double reached = Math.Max(1, positions / steps.Stride.Aggregate(1.0, (product, size) => product * size));
        string weight = layer.Weight(
            "weight",
            [channels, filters / groups, .. steps.Kernel],
            initializer ?? Initializer.HeNormal,
            (double)channels / groups * reached,
            (double)filters / groups * positions
        );
        string[] inputs = bias ? [Name, weight, layer.Weight("bias", [filters], biasInitializer ?? Initializer.Zeros)] : [Name, weight];
        return layer.Finish(
            "ConvTranspose",
            inputs,
            [filters, .. steps.Output],
            [
                .. Attributes(steps),
                Attribute("dilations", Long(steps.Dilation)),
                Attribute("group", groups),
                Attribute("output_padding", Long(extra)),
            ]
        );
    }

    private static IEnumerable<AttributeProto> Attributes(WindowSteps steps) =>
        [Attribute("kernel_shape", Long(steps.Kernel)), Attribute("strides", Long(steps.Stride)), Attribute("pads", Long(steps.Pads))];

    private static IEnumerable<long> Long(IEnumerable<int> numbers) => numbers.Select(n => (long)n);

    private static void CheckGroups(LayerDraft layer, int channels, int filters, int groups)
    {
        if (filters < 1)
            throw layer.Error($"it has {filters} filters; 1 or more is allowed");
        if (groups < 1 || channels % groups != 0 || filters % groups != 0)
            throw layer.Error($"{groups} groups don't divide {channels} channels and {filters} filters");
    }
}
