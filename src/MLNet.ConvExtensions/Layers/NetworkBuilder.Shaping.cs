using MLNet.ConvExtensions.Layers;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions;

/// <content>Dense layers, and layers that change the shape.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>A dense layer: each unit is the sum of its weights times all features, plus its bias (ONNX Gemm).</summary>
    /// <param name="units">The number of units.</param>
    /// <param name="bias">Whether a number is added to each unit.</param>
    /// <param name="initializer">The weights before training; <see cref="Initializer.GlorotUniform"/> if left out.</param>
    /// <param name="biasInitializer">The biases before training; 0 if left out.</param>
    /// <param name="name">The layer's name; dense1, dense2, ... if left out.</param>
    /// <exception cref="ArgumentException">The input isn't a row of features, or there are no units, or too many weights.</exception>
    public NetworkBuilder Dense(
        int units,
        bool bias = true,
        Initializer? initializer = null,
        Initializer? biasInitializer = null,
        string? name = null
    )
    {
        LayerDraft layer = Layer(name, "dense", "Dense");
        if (units < 1)
            throw layer.Error($"it has {units} units; 1 or more is allowed");
        if (Dims is not [int features])
            throw layer.Error("it takes rows of features, [N, features]; call Flatten() or GlobalAveragePool() before it");
        string weight = layer.Weight("weight", [units, features], initializer ?? Initializer.GlorotUniform, features, units);
        string[] inputs = bias ? [Name, weight, layer.Weight("bias", [units], biasInitializer ?? Initializer.Zeros)] : [Name, weight];
        return layer.Finish("Gemm", inputs, [units], Attribute("transB", 1));
    }

    /// <summary>One row of features per example: [N, C, H, W] becomes [N, C*H*W].</summary>
    /// <param name="name">The layer's name; flatten1, flatten2, ... if left out.</param>
    public NetworkBuilder Flatten(string? name = null)
    {
        LayerDraft layer = Layer(name, "flatten", "Flatten");
        long features = Dims.Aggregate(1L, (product, dim) => product * dim);
        if (features > int.MaxValue)
            throw layer.Error($"{features:N0} features are too many; pool before it");
        return layer.Finish("Flatten", [Name], [(int)features], Attribute("axis", 1));
    }

    /// <summary>The same elements in another shape: a decoder's dense layer becomes maps.</summary>
    /// <param name="shape">The new shape without the batch, channels first.</param>
    /// <param name="name">The layer's name; reshape1, reshape2, ... if left out.</param>
    /// <exception cref="ArgumentException">The shape holds another number of elements.</exception>
    public NetworkBuilder Reshape(IReadOnlyList<int> shape, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        LayerDraft layer = Layer(name, "reshape", "Reshape");
        long elements = Dims.Aggregate(1L, (product, dim) => product * dim);
        if (shape.Count is 0 or > 4 || shape.Any(s => s < 1) || shape.Aggregate(1L, (product, dim) => product * dim) != elements)
            throw layer.Error(
                $"the shape is [{string.Join(", ", shape)}]; allowed are 1 to 4 numbers of 1 or more whose product is {elements}"
            );
        return layer.Finish("Reshape", [Name, layer.Integers("shape", [0, .. Long(shape)])], [.. shape]);
    }

    /// <summary>Puts elements around maps (ONNX Pad; symmetric: Gather), for a convolution without padding of its own.</summary>
    /// <param name="padding">How many, as numbers for each side.</param>
    /// <param name="mode">Which.</param>
    /// <param name="name">The layer's name; pad1, pad2, ... if left out.</param>
    /// <exception cref="ArgumentException">
    /// The input has no spatial axes, the padding isn't given as numbers, or an axis is too short to be mirrored so far.
    /// </exception>
    public NetworkBuilder Pad(Padding padding, PaddingMode mode = PaddingMode.Zeros, string? name = null)
    {
        LayerDraft layer = Layer(name, "pad", "Pad");
        int[] size = WindowSteps.SpatialSize(layer),
            pads = padding.Numbers(size.Length, layer);
        int most(int length) =>
            mode switch
            {
                PaddingMode.Reflect => length - 1,
                PaddingMode.Symmetric => length,
                _ => int.MaxValue,
            };
        for (int i = 0; i < pads.Length; i++)
        {
            int length = size[i % size.Length];
            if (pads[i] > most(length))
                throw layer.Error($"the padding is {padding}; an axis of {length} can be mirrored by {most(length)} at most");
        }

        int[] output = [Dims[0], .. size.Select((s, i) => checked(s + pads[i] + pads[size.Length + i]))];
        if (mode == PaddingMode.Symmetric)
            return Mirrored(layer, size, pads, output);
        string onnx = mode switch
        {
            PaddingMode.Zeros => "constant",
            PaddingMode.Reflect => "reflect",
            PaddingMode.Edge => "edge",
            _ => throw layer.Error($"the mode is {mode}; Zeros, Reflect, Symmetric and Edge are allowed"),
        };
        long[] all = [0, 0, .. Long(pads[..size.Length]), 0, 0, .. Long(pads[size.Length..])];
        return layer.Finish("Pad", [Name, layer.Integers("pads", all)], output, Attribute("mode", onnx));
    }

    /// <summary>ONNX's Pad has no such mode: the elements of each axis are picked in their order.</summary>
    private NetworkBuilder Mirrored(LayerDraft layer, int[] size, int[] pads, int[] output)
    {
        string tensor = Name;
        for (int axis = 0; axis < size.Length; axis++)
        {
            (int length, int before, int after) = (size[axis], pads[axis], pads[size.Length + axis]);
            long[] order =
            [
                .. Enumerable.Range(0, before).Select(i => before - 1L - i),
                .. Enumerable.Range(0, length).Select(i => (long)i),
                .. Enumerable.Range(0, after).Select(i => length - 1L - i),
            ];
            string[] inputs = [tensor, layer.Integers($"order{axis + 1}", order)];
            if (axis == size.Length - 1)
                return layer.Finish("Gather", inputs, output, Attribute("axis", axis + 2));
            tensor = layer.Step($"axis{axis + 1}", "Gather", inputs, Attribute("axis", axis + 2));
        }

        throw layer.Error("it has no spatial axes");
    }

    /// <summary>Enlarges maps by whole factors (ONNX Resize).</summary>
    /// <param name="factor">How many times as large, for all axes or for each.</param>
    /// <param name="mode">How the elements between are made.</param>
    /// <param name="name">The layer's name; upsample1, upsample2, ... if left out.</param>
    /// <exception cref="ArgumentException">The factor is below 1, or the input has no spatial axes.</exception>
    public NetworkBuilder Upsample(Extent factor, UpsampleMode mode = UpsampleMode.Nearest, string? name = null)
    {
        LayerDraft layer = Layer(name, "upsample", "Resize");
        int[] size = WindowSteps.SpatialSize(layer);
        int[] factors = factor.Resolve(size.Length, 2, 1, layer, "the factor");
        AttributeProto[] attributes = mode switch
        {
            UpsampleMode.Nearest =>
            [
                Attribute("mode", "nearest"),
                Attribute("coordinate_transformation_mode", "asymmetric"),
                Attribute("nearest_mode", "floor"),
            ],
            UpsampleMode.Linear => [Attribute("mode", "linear"), Attribute("coordinate_transformation_mode", "half_pixel")],
            _ => throw layer.Error($"the mode is {mode}; Nearest and Linear are allowed"),
        };
        string scales = layer.Constant("scales", [1, 1, .. factors.Select(f => (float)f)]);
        return layer.Finish("Resize", [Name, "", scales], [Dims[0], .. size.Zip(factors, (s, f) => checked(s * f))], attributes);
    }

    /// <summary>Every second position (at stride 2) and zeros as the channels that are lacking: a shortcut without weights.</summary>
    internal NetworkBuilder Subsample(int stride, int channels, string? name = null)
    {
        LayerDraft layer = Layer(name, "shortcut", "Subsample");
        int[] size = WindowSteps.SpatialSize(layer);
        int axes = size.Length,
            lacking = channels - Dims[0];
        if (lacking < 0)
            throw layer.Error($"{channels} channels are fewer than {Dims[0]}");
        long[] Each(long value) => [.. Enumerable.Repeat(value, axes)];
        string picked = layer.Step(
            "picked",
            "Slice",
            [
                Name,
                layer.Integers("starts", Each(0)),
                layer.Integers("ends", Each(int.MaxValue)),
                layer.Integers("axes", [.. size.Select((_, i) => i + 2L)]),
                layer.Integers("steps", Each(stride)),
            ]
        );
        long[] pads = [0, lacking / 2, .. Each(0), 0, lacking - (lacking / 2), .. Each(0)];
        return layer.Finish("Pad", [picked, layer.Integers("pads", pads)], [channels, .. size.Select(s => (s + stride - 1) / stride)]);
    }
}
