using MLNet.ConvExtensions.Layers;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions;

/// <content>Pooling.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>The largest of each window (ONNX MaxPool).</summary>
    /// <param name="size">The size of the window.</param>
    /// <param name="stride">The distance between windows; the window's size if left out.</param>
    /// <param name="padding">What is added around the input, below every number; nothing if left out.</param>
    /// <param name="ceiling">
    /// Whether windows that reach over the end of the input count too, so that the output's size is rounded up.
    /// </param>
    /// <param name="name">The layer's name; maxpool1, maxpool2, ... if left out.</param>
    /// <exception cref="ArgumentException">The window doesn't fit.</exception>
    public NetworkBuilder MaxPool(
        Extent size,
        Extent stride = default,
        Padding padding = default,
        bool ceiling = false,
        string? name = null
    )
    {
        LayerDraft layer = Layer(name, "maxpool", "MaxPool");
        return Pool(layer, "MaxPool", WindowSteps.Of(layer, size, stride, padding, default, pooling: true, ceiling), ceiling);
    }

    /// <summary>The average of each window (ONNX AveragePool).</summary>
    /// <param name="size">The size of the window.</param>
    /// <param name="stride">The distance between windows; the window's size if left out.</param>
    /// <param name="padding">What is added around the input; nothing if left out.</param>
    /// <param name="ceiling">
    /// Whether windows that reach over the end of the input count too, so that the output's size is rounded up.
    /// </param>
    /// <param name="countPadding">Whether padding counts as zeros (PyTorch's way) or not at all (Keras's way).</param>
    /// <param name="name">The layer's name; avgpool1, avgpool2, ... if left out.</param>
    /// <exception cref="ArgumentException">The window doesn't fit.</exception>
    public NetworkBuilder AveragePool(
        Extent size,
        Extent stride = default,
        Padding padding = default,
        bool ceiling = false,
        bool countPadding = false,
        string? name = null
    )
    {
        LayerDraft layer = Layer(name, "avgpool", "AveragePool");
        WindowSteps steps = WindowSteps.Of(layer, size, stride, padding, default, pooling: true, ceiling);
        return Pool(layer, "AveragePool", steps, ceiling, Attribute("count_include_pad", countPadding ? 1 : 0));
    }

    /// <summary>The average of each map: [N, C, ...] becomes [N, C] (ONNX GlobalAveragePool and Flatten).</summary>
    /// <param name="keepAxes">Whether the spatial axes stay, with a size of 1.</param>
    /// <param name="name">The layer's name; globalavgpool1, globalavgpool2, ... if left out.</param>
    /// <exception cref="ArgumentException">The input has no spatial axes.</exception>
    public NetworkBuilder GlobalAveragePool(bool keepAxes = false, string? name = null) =>
        GlobalPool("globalavgpool", "GlobalAveragePool", keepAxes, name);

    /// <summary>The largest of each map: [N, C, ...] becomes [N, C] (ONNX GlobalMaxPool and Flatten).</summary>
    /// <param name="keepAxes">Whether the spatial axes stay, with a size of 1.</param>
    /// <param name="name">The layer's name; globalmaxpool1, globalmaxpool2, ... if left out.</param>
    /// <exception cref="ArgumentException">The input has no spatial axes.</exception>
    public NetworkBuilder GlobalMaxPool(bool keepAxes = false, string? name = null) =>
        GlobalPool("globalmaxpool", "GlobalMaxPool", keepAxes, name);

    private NetworkBuilder Pool(LayerDraft layer, string operation, WindowSteps steps, bool ceiling, params AttributeProto[] more) =>
        layer.Finish(
            operation,
            [Name],
            [Dims[0], .. steps.Output],
            [.. Attributes(steps), Attribute("ceil_mode", ceiling ? 1 : 0), .. more]
        );

    private NetworkBuilder GlobalPool(string kind, string operation, bool keepAxes, string? name)
    {
        LayerDraft layer = Layer(name, kind, operation);
        int axes = WindowSteps.SpatialSize(layer).Length;
        return keepAxes
            ? layer.Finish(operation, [Name], [Dims[0], .. Enumerable.Repeat(1, axes)])
            : layer.Finish("Flatten", [layer.Step("maps", operation, [Name])], [Dims[0]], Attribute("axis", 1));
    }
}
