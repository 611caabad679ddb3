using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Puts an image's preprocessing in front of a graph.</summary>
internal sealed class PreprocessingEdit
{
    /// <summary>The key of the note in which a file says what its images are.</summary>
    public const string ImageNote = "MLNet.ConvExtensions.Export";

    private static readonly long[] ToNchw = [0, 3, 1, 2];
    private static readonly long[] ToNhwc = [0, 2, 3, 1];

    private readonly OnnxNetwork _network;
    private readonly ImagePreprocessing _steps;
    private readonly ImageInput _image;
    private readonly GraphProto _graph;
    private readonly List<NodeProto> _nodes = [];
    private readonly ImageLayout _layout;
    private string _last;

    private PreprocessingEdit(OnnxNetwork network, ImagePreprocessing steps)
    {
        _network = network;
        _steps = steps;
        _image = network.GetImageInput();
        _graph = network.Graph.Copy();
        _last = _graph.FreeName("pixels");
        _layout = steps.InputLayout == ImageLayout.Nhwc && _image.Layout == ImageLayout.Nhwc ? ImageLayout.Nhwc : ImageLayout.Nchw;
    }

    public static OnnxNetwork Apply(OnnxNetwork network, ImagePreprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (preprocessing.InputType is not (OnnxElementType.Float or OnnxElementType.UInt8))
            throw new ArgumentException(
                $"{nameof(ImagePreprocessing.InputType)} is {preprocessing.InputType}; " + "allowed are Float and UInt8.",
                nameof(preprocessing)
            );
        return new PreprocessingEdit(network, preprocessing).Fold();
    }

    private OnnxNetwork Fold()
    {
        string input = _last;
        (float[] factors, float[] offsets) = Linear();
        if (_steps.InputLayout == ImageLayout.Nhwc && _layout == ImageLayout.Nchw)
            Append(Node("Transpose", Name("nchw"), _last), Attribute("perm", ToNchw));
        Crop(axis: _layout == ImageLayout.Nchw ? 2 : 1, _image.Height, _steps.InputHeight, nameof(ImagePreprocessing.InputHeight));
        Crop(axis: _layout == ImageLayout.Nchw ? 3 : 2, _image.Width, _steps.InputWidth, nameof(ImagePreprocessing.InputWidth));
        if (_steps.InputType != OnnxElementType.Float)
            Cast(OnnxElementType.Float);
        if (factors.Any(f => f != 1))
            Append(Node("Mul", Name("scaled"), _last, PerChannel("scale", factors)));
        if (offsets.Any(o => o != 0))
            Append(Node("Add", Name("centred"), _last, PerChannel("offset", offsets)));
        if (_steps.ChannelOrder == ChannelOrder.Bgr && _image.Channels != 1)
            Reverse();
        if (_image.ElementType != OnnxElementType.Float)
            Cast(_image.ElementType);
        if (_image.Layout == ImageLayout.Nhwc && _layout == ImageLayout.Nchw)
            Append(Node("Transpose", Name("nhwc"), _last), Attribute("perm", ToNhwc));
        if (_last == input)
            return _network;

        // The last step takes over the name of the network's input, so that nothing behind it changes.
        NodeProto step = _nodes[^1];
        (step.Output[0], step.Name) = (_image.Name, "");
        NodeProto[] behind = [.. _graph.Node];
        _graph.Node.Clear();
        _graph.Node.Add(_nodes);
        _graph.Node.Add(behind);
        _graph.Input.Clear();
        _graph.Input.Add(Describe(input, TensorInfo.Of(_steps.InputType, NewShape())));

        // What the file says of its images is true of what they were before.
        return _network.Edited(_graph).WithoutMetadata(ImageNote);
    }

    /// <summary>(x * scale - mean) / deviation as one factor and one offset per channel.</summary>
    private (float[] Factors, float[] Offsets) Linear()
    {
        IReadOnlyList<float> means = OnePerChannel(_steps.Mean, 0, nameof(ImagePreprocessing.Mean));
        IReadOnlyList<float> deviations = OnePerChannel(_steps.StandardDeviation, 1, nameof(ImagePreprocessing.StandardDeviation));
        if (!float.IsFinite(_steps.Scale) || means.Any(m => !float.IsFinite(m)) || deviations.Any(d => !float.IsFinite(d) || d == 0))
            throw new ArgumentException(
                $"Scale {_steps.Scale}, mean [{string.Join(", ", means)}] and standard deviation "
                    + $"[{string.Join(", ", deviations)}] must be finite, and no deviation 0."
            );

        int count = Math.Max(means.Count, deviations.Count);
        float At(IReadOnlyList<float> values, int i) => values[values.Count == 1 ? 0 : i];
        return (
            Enumerable.Range(0, count).Select(i => ImagePreprocessing.Factor(_steps.Scale, At(deviations, i))).ToArray(),
            Enumerable.Range(0, count).Select(i => ImagePreprocessing.Offset(At(means, i), At(deviations, i))).ToArray()
        );
    }

    private IReadOnlyList<float> OnePerChannel(IReadOnlyList<float> values, float otherwise, string name)
    {
        if (values.Count == 0)
            return [otherwise];
        if (values.Count > 1 && values.Count != (_image.Channels ?? values.Count))
            throw new ArgumentException(
                $"{name} has {values.Count} elements; the network '{_network.Name}' takes "
                    + $"{_image.Channels} channels, so 0, 1 or {_image.Channels} are allowed."
            );
        return values;
    }

    private void Crop(int axis, long? size, int? from, string option)
    {
        if (from is not { } given || given == size)
            return;
        if (size is not { } wanted)
            throw new ArgumentException(
                $"{option} is {given}, but the network '{_network.Name}' leaves its size open, so there is nothing to crop to."
            );
        if (given < wanted)
            throw new ArgumentException($"{option} is {given}; the network '{_network.Name}' needs {wanted} pixels or more.");

        // The centre as torchvision's CenterCrop has it, half pixels rounded to even.
        long start = (long)Math.Round((given - wanted) / 2.0, MidpointRounding.ToEven);
        if (_network.OpsetVersion < 10)
        {
            Append(
                Node("Slice", Name($"crop{axis}"), _last),
                Attribute("starts", [start]),
                Attribute("ends", [start + wanted]),
                Attribute("axes", [(long)axis])
            );
            return;
        }

        Append(
            Node(
                "Slice",
                Name($"crop{axis}"),
                _last,
                Constant($"crop{axis}_start", start),
                Constant($"crop{axis}_end", start + wanted),
                Constant($"crop{axis}_axis", axis)
            )
        );
    }

    private void Reverse()
    {
        if (_image.Channels is not 3)
            throw new ArgumentException(
                "The channel order BGR needs 3 channels; "
                    + $"the network '{_network.Name}' takes {_image.Channels?.ToString() ?? "an open number"}."
            );
        Append(Node("Gather", Name("bgr"), _last, Constant("bgr_order", 2, 1, 0)), Attribute("axis", _layout == ImageLayout.Nchw ? 1 : 3));
    }

    private void Cast(OnnxElementType type) => Append(Node("Cast", Name("as_" + type), _last), Attribute("to", (long)type));

    private string PerChannel(string name, float[] values)
    {
        long[] dims = _layout == ImageLayout.Nchw ? [1, values.Length, 1, 1] : [1, 1, 1, values.Length];
        return Constant(TensorContents.Floats(Name(name), values, dims));
    }

    private string Constant(string name, params long[] values) => Constant(TensorContents.Integers(Name(name), values));

    private string Constant(TensorProto tensor)
    {
        _nodes.Add(GraphEdits.Constant(tensor));
        return tensor.Name;
    }

    private string Name(string step) => _graph.FreeName("pixels_" + step);

    private void Append(NodeProto node, params AttributeProto[] attributes)
    {
        node.Attribute.Add(attributes);
        _nodes.Add(node);
        _last = node.Output[0];
    }

    private Dim[] NewShape()
    {
        Dim[] old = _network.Info(_image.Name).Shape!;
        (Dim channels, Dim height, Dim width) = _image.Layout == ImageLayout.Nchw ? (old[1], old[2], old[3]) : (old[3], old[1], old[2]);
        height = _steps.InputHeight is { } h ? Dim.Of(h) : height;
        width = _steps.InputWidth is { } w ? Dim.Of(w) : width;
        return _steps.InputLayout == ImageLayout.Nchw ? [old[0], channels, height, width] : [old[0], height, width, channels];
    }
}
