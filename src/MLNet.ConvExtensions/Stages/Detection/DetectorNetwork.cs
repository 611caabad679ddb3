using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>
/// A detector made ready: its input are planes of pixels from 0 to 255, red first, [N, 3, H, W]; its one output is what its layout says, or
/// that of several outputs joined: of <see cref="DetectorLayout.Ssd"/> [N, boxes, scores and box], of <see cref="DetectorLayout.TensorFlow"/>
/// [N, boxes, box, score and class].
/// </summary>
internal sealed class DetectorNetwork
{
    private const int UsualSize = 640;
    private const string NamesKey = "names",
        SizeKey = "imgsz",
        TaskKey = "task";

    private DetectorNetwork(string name, OnnxNetwork network, DetectorSettings settings)
    {
        Name = name;
        Network = network;
        Settings = settings;
        NetworkTensor input = network.Inputs[0];
        IsBatched = input.Shape![0] is null && settings.Layout != DetectorLayout.EndToEndBatch && BatchEdit.WhyClosed(network) is null;
    }

    /// <summary>What the network is called.</summary>
    public string Name { get; }

    /// <summary>What runs.</summary>
    public OnnxNetwork Network { get; }

    public DetectorSettings Settings { get; }

    /// <summary>Whether it takes several images in one run.</summary>
    public bool IsBatched { get; }

    public PixelShape PixelShape => new(3, Settings.Height, Settings.Width);

    /// <exception cref="ArgumentException">An option is out of range, or names another number of classes than the network has.</exception>
    /// <exception cref="OnnxNetworkException">It is no detector of colour images, or it can't be told which.</exception>
    public static DetectorNetwork Create(OnnxNetwork network, string name, DetectorOptions options)
    {
        options.Validate();
        if (network.Metadata.TryGetValue(TaskKey, out string? task) && task != "detect")
            throw new OnnxNetworkException($"The network '{name}' was exported for the task '{task}'; allowed: detect.");
        OnnxNetwork sized = Sized(network, name, options);
        IReadOnlyList<string>? classNames = options.ClassNames ?? NamesIn(network, name);
        var finder = new LayoutFinder(sized, name, classNames?.Count);
        DetectorLayout layout;
        IReadOnlyList<NetworkTensor> outputs;
        if (options.Layout is { } given)
            (layout, outputs) = (given, finder.Of(given));
        else
            (layout, outputs) = finder.Find();
        long? classes = LayoutFinder.ClassesOf(layout, outputs);
        CheckNames(name, options, classNames, classes);
        classNames ??= Numbered(name, layout, classes);
        ImageInput input = sized.GetImageInput();
        bool isRelative = layout is DetectorLayout.Ssd or DetectorLayout.TensorFlow;
        var preprocessing = new ImagePreprocessing
        {
            Scale = options.Scale ?? (isRelative ? 1 : 1 / 255f),
            Mean = options.Mean ?? (layout == DetectorLayout.Ssd ? [127, 127, 127] : [0, 0, 0]),
            StandardDeviation = options.StandardDeviation ?? (layout == DetectorLayout.Ssd ? [128, 128, 128] : [1, 1, 1]),
            ChannelOrder = options.BlueFirst ? ChannelOrder.Bgr : ChannelOrder.Rgb,
        };
        return new DetectorNetwork(
            name,
            Joined(sized, layout, outputs).WithPreprocessing(preprocessing),
            new DetectorSettings
            {
                Layout = layout,
                ClassNames = [.. classNames],
                Width = (int)input.Width!,
                Height = (int)input.Height!,
                KeepAspectRatio = options.KeepAspectRatio ?? !isRelative,
                Padding = options.Padding,
            }
        );
    }

    /// <summary>The network out of what was saved.</summary>
    /// <param name="name">What it was called.</param>
    /// <param name="network">Its <see cref="Network"/>.</param>
    /// <param name="settings">Its <see cref="Settings"/>.</param>
    public static DetectorNetwork Restore(string name, OnnxNetwork network, DetectorSettings settings) => new(name, network, settings);

    private static OnnxNetwork Sized(OnnxNetwork network, string name, DetectorOptions options)
    {
        ImageInput input = network.GetImageInput();
        if (input.Channels is not (null or 3))
            throw new OnnxNetworkException($"The detector '{name}' takes images of {input.Channels} channels; allowed: 3, colours.");
        if (input.Batch is > 1)
            throw new OnnxNetworkException($"The detector '{name}' takes {input.Batch} images at a time; allowed: 1, or any number.");
        (int Height, int Width)? noted = network.Metadata.TryGetValue(SizeKey, out string? size) ? ClassNameText.Size(size) : null;
        return network.WithImageSize(
            options.Height ?? (int?)input.Height ?? noted?.Height ?? UsualSize,
            options.Width ?? (int?)input.Width ?? noted?.Width ?? UsualSize
        );
    }

    private static IReadOnlyList<string>? NamesIn(OnnxNetwork network, string name)
    {
        if (!network.Metadata.TryGetValue(NamesKey, out string? text))
            return null;
        try
        {
            return ClassNameText.Names(text);
        }
        catch (FormatException e)
        {
            throw new OnnxNetworkException(
                $"The network '{name}' has metadata '{NamesKey}' that can't be read: {e.Message} "
                    + $"{nameof(DetectorOptions)}.{nameof(DetectorOptions.ClassNames)} takes their place.",
                e
            );
        }
    }

    private static IReadOnlyList<string> Numbered(string name, DetectorLayout layout, long? classes) =>
        classes is { } count ? [.. Enumerable.Range(0, (int)count).Select(DetectorSettings.Numbered)]
        : layout is DetectorLayout.YoloV5 or DetectorLayout.YoloV8 or DetectorLayout.Ssd
            ? throw new OnnxNetworkException(
                $"How many classes the detector '{name}' tells apart can't be told from its file; "
                    + $"{nameof(DetectorOptions)}.{nameof(DetectorOptions.ClassNames)} names them."
            )
        : [];

    private static void CheckNames(string name, DetectorOptions options, IReadOnlyList<string>? names, long? classes)
    {
        if (names is null || classes is null || names.Count == classes)
            return;
        string which = options.ClassNames is null
            ? $"The file of the network '{name}' has"
            : $"{nameof(DetectorOptions)}.{nameof(DetectorOptions.ClassNames)} has";
        string message =
            $"{which} {names.Count} names ({string.Join(", ", names.Take(4))}{(names.Count > 4 ? ", ..." : "")}); the network's output has "
            + $"room for {classes} classes.";
        if (options.ClassNames is not null)
            throw new ArgumentException(message, nameof(options));
        throw new OnnxNetworkException(message);
    }

    /// <summary>The network with its outputs, as 32-bit numbers, joined to one.</summary>
    private static OnnxNetwork Joined(OnnxNetwork network, DetectorLayout layout, IReadOnlyList<NetworkTensor> outputs)
    {
        if (outputs is [{ ElementType: OnnxElementType.Float } only])
            return network.WithOutputs(only.Name);
        GraphProto graph = network.Graph.Copy();
        string[] parts =
        [
            .. outputs.Select(output =>
            {
                string tensor = Add("Cast", [output.Name], GraphEdits.Attribute("to", (long)OnnxElementType.Float));
                bool isRow = layout == DetectorLayout.TensorFlow && output != outputs[0];
                return isRow ? Column(tensor) : tensor;
            }),
        ];
        string joined = parts.Length == 1 ? parts[0] : Add("Concat", parts, GraphEdits.Attribute("axis", 2L));
        return network.Edited(graph.Prune([GraphEdits.Describe(joined, TensorInfo.Of(OnnxElementType.Float, null))]));

        // [N, boxes] as [N, boxes, 1].
        string Column(string tensor)
        {
            NodeProto shape = GraphEdits.Constant(TensorContents.Integers(graph.FreeName("column"), [0, -1, 1]));
            graph.Node.Add(shape);
            return Add("Reshape", [tensor, shape.Output[0]]);
        }

        string Add(string operation, string[] inputs, params AttributeProto[] attributes)
        {
            NodeProto node = GraphEdits.Node(operation, graph.FreeName("objects"), inputs);
            node.Attribute.Add(attributes);
            graph.Node.Add(node);
            return node.Output[0];
        }
    }
}
