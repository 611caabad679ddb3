using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits.Quantization;

/// <summary>
/// Writes a network in whole numbers of 8 bits, in ONNX's form for it: the operators stay, and stand between DequantizeLinear and
/// QuantizeLinear, which runtimes compute as one. Weights are signed, with a scale for each output channel; what lies between layers is
/// unsigned.
/// </summary>
internal sealed class QuantizationEdit
{
    /// <summary>The first version of ONNX's operators that has a scale for each channel.</summary>
    private const long Opset = 13;

    private static readonly HashSet<string> Quantized =
    [
        "QuantizeLinear",
        "DequantizeLinear",
        "DynamicQuantizeLinear",
        "ConvInteger",
        "MatMulInteger",
    ];

    private readonly GraphProto _graph;
    private readonly StoredValues _stored;
    private readonly QuantizationPlan _plan;
    private readonly IReadOnlyDictionary<string, ActivationScale> _scales;
    private readonly int _largestWeight;
    private readonly Dictionary<string, string> _parameters = [];
    private readonly List<NodeProto> _nodes = [];

    private QuantizationEdit(
        OnnxNetwork network,
        QuantizationPlan plan,
        IReadOnlyDictionary<string, ActivationScale> scales,
        bool reducedWeights
    )
    {
        _graph = network.Graph.Copy();
        _stored = new StoredValues(_graph);
        (_plan, _scales) = (plan, scales);
        _largestWeight = reducedWeights ? 63 : 127;
    }

    /// <summary>Whether a network computes in whole numbers already.</summary>
    public static bool IsQuantized(OnnxNetwork network) =>
        network.Graph.Node.Any(n => Quantized.Contains(n.OpType) || n.OpType.StartsWith("QLinear", StringComparison.Ordinal));

    /// <summary>
    /// The network in a version of ONNX's operators in which it can be quantised, with its batch normalisation in the weights.
    /// </summary>
    /// <exception cref="OnnxNetworkException">
    /// An operator has changed since the network's version in a way that can't be expressed.
    /// </exception>
    public static OnnxNetwork Prepare(OnnxNetwork network)
    {
        OnnxNetwork whole = network.WithFloatWeights();
        OnnxNetwork current = whole.OpsetVersion < Opset ? new OnnxNetwork(whole.OfOpset(Opset)) : whole;
        return NormalizationFolding.Apply(current);
    }

    /// <summary>The network with tensors between its layers as its outputs.</summary>
    public static OnnxNetwork WithTensors(OnnxNetwork network, IEnumerable<string> tensors) =>
        network.Edited(network.Graph.Prune(tensors.Select(t => Describe(t, network.Info(t)))));

    /// <param name="network">The network that was planned.</param>
    /// <param name="plan">What becomes bytes.</param>
    /// <param name="scales">The scales of all tensors of the plan; equal within its groups.</param>
    /// <param name="reducedWeights">Whether weights have 7 bits.</param>
    public static OnnxNetwork Apply(
        OnnxNetwork network,
        QuantizationPlan plan,
        IReadOnlyDictionary<string, ActivationScale> scales,
        bool reducedWeights = false
    )
    {
        var edit = new QuantizationEdit(network, plan, scales, reducedWeights);
        edit.Rewrite();
        return network.Edited(edit._graph.Prune([.. edit._graph.Output]));
    }

    private void Rewrite()
    {
        HashSet<string> inputs = [.. _graph.Input.Select(i => i.Name)];
        Dictionary<string, string> bytes = [];
        foreach (string input in _plan.Tensors.Where(inputs.Contains))
            bytes.Add(input, Round(input));
        foreach (NodeProto node in _graph.Node)
        {
            bool isPlanned = _plan.Nodes.Contains(node);

            // Between bytes and bytes, ONNX Runtime would compute a layer of 32 bits in 8 all the same: it takes what wasn't rounded.
            bool takesFloats = !isPlanned && node.OpType is ("Conv" or "ConvTranspose" or "Gemm" or "MatMul");
            bool Reads(string name) => bytes.ContainsKey(name) && (isPlanned || !(takesFloats || inputs.Contains(name)));
            NodeProto copy = node;
            if (isPlanned || node.Input.Any(Reads))
            {
                copy = node.Clone();
                for (int i = 0; i < copy.Input.Count; i++)
                {
                    if (Reads(copy.Input[i]))
                        copy.Input[i] = bytes[copy.Input[i]];
                }

                if (_plan.Layers.Contains(node))
                    QuantizeWeights(node, copy);
            }

            _nodes.Add(copy);
            foreach (string output in node.Output.Where(_scales.ContainsKey))
                bytes.Add(output, Round(output));
        }

        _graph.Node.Clear();
        _graph.Node.Add(_nodes);
    }

    /// <summary>A tensor, turned into bytes and back: the name of what comes of it.</summary>
    private string Round(string tensor)
    {
        ActivationScale scale = _scales[tensor];
        string step = Parameter(FormattableString.Invariant($"scale {scale.Scale:R}"), name => TensorContents.Floats(name, [scale.Scale])),
            zero = Parameter(
                FormattableString.Invariant($"zero {scale.ZeroPoint}"),
                name => Tensor(name, OnnxElementType.UInt8, [scale.ZeroPoint])
            ),
            quantized = _graph.FreeName($"{tensor}_quantized"),
            dequantized = _graph.FreeName($"{tensor}_dequantized");
        _nodes.Add(Node("QuantizeLinear", quantized, tensor, step, zero));
        _nodes.Add(Node("DequantizeLinear", dequantized, quantized, step, zero));
        return dequantized;
    }

    private void QuantizeWeights(NodeProto node, NodeProto copy)
    {
        bool isDense = node.OpType == "Gemm";
        long axis = isDense && node.Attribute.All(a => a.Name != "transB" || a.I == 0) ? 1 : 0;
        IReadOnlyList<long> shape = _stored.Shape(node.Input[1]);
        int channels = (int)shape[(int)axis];
        float[]? bias = node.Input.Count > 2 && node.Input[2].Length > 0 ? _stored.Floats(node.Input[2]) : null;
        float inputScale = _scales[node.Input[0]].Scale;
        float[] weights = _stored.Floats(node.Input[1])!;
        RefuseUnlessFinite(node, weights);
        RefuseUnlessFinite(node, bias ?? []);
        var whole = QuantizedWeights.Of(weights, channels, axis == 1, bias, inputScale, _largestWeight);
        string name = node.Output[0];
        string scales = Add(TensorContents.Floats(_graph.FreeName($"{name}_weight_scales"), whole.Scales, channels));
        copy.Input[1] = Dequantized(
            $"{name}_weights",
            Tensor("", OnnxElementType.Int8, MemoryMarshal.AsBytes<sbyte>(whole.Weights), [.. shape]),
            scales,
            Tensor("", OnnxElementType.Int8, new byte[channels], channels),
            axis
        );
        if (bias is null)
            return;
        float[] products = [.. whole.Scales.Select(s => s * inputScale)];
        copy.Input[2] = Dequantized(
            $"{name}_bias",
            Tensor("", OnnxElementType.Int32, MemoryMarshal.AsBytes<int>(whole.Bias), channels),
            Add(TensorContents.Floats(_graph.FreeName($"{name}_bias_scales"), products, channels)),
            Tensor("", OnnxElementType.Int32, new byte[channels * sizeof(int)], channels),
            axis: 0
        );
    }

    private string Dequantized(string name, TensorProto values, string scales, TensorProto zeros, long axis)
    {
        values.Name = _graph.FreeName($"{name}_quantized");
        Add(values);
        zeros.Name = _graph.FreeName($"{name}_zero_points");
        Add(zeros);
        NodeProto node = Node("DequantizeLinear", _graph.FreeName($"{name}_dequantized"), values.Name, scales, zeros.Name);
        node.Attribute.Add(Attribute("axis", axis));
        _nodes.Add(node);
        return node.Output[0];
    }

    private string Parameter(string key, Func<string, TensorProto> create)
    {
        if (!_parameters.TryGetValue(key, out string? name))
            _parameters.Add(key, name = Add(create(_graph.FreeName(key.Replace(' ', '_')))));
        return name;
    }

    private string Add(TensorProto tensor)
    {
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static TensorProto Tensor(string name, OnnxElementType type, ReadOnlySpan<byte> bytes, params long[] dims) =>
        new()
        {
            Name = name,
            DataType = (int)type,
            Dims = { dims },
            RawData = ByteString.CopyFrom(bytes),
        };

    private static void RefuseUnlessFinite(NodeProto node, float[] values)
    {
        int bad = Array.FindIndex(values, v => !float.IsFinite(v));
        if (bad >= 0)
        {
            throw new OnnxNetworkException(
                FormattableString.Invariant($"The weights of the layer '{node.Output[0]}' ({node.OpType}) hold {values[bad]}; ")
                    + "needed to quantise it: finite numbers."
            );
        }
    }
}
