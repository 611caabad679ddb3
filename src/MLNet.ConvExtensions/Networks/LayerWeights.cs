using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks;

/// <summary>Counts the weights of layers: each tensor once, at the first layer that uses it.</summary>
internal sealed class LayerWeights
{
    private readonly IReadOnlyDictionary<string, TensorInfo> _tensors;
    private readonly HashSet<string> _initializers;
    private readonly Dictionary<string, NodeProto> _constants = [];
    private readonly HashSet<string> _claimed = [];

    public LayerWeights(GraphProto graph, IReadOnlyDictionary<string, TensorInfo> tensors)
    {
        _tensors = tensors;
        _initializers = [.. graph.Initializer.Select(t => t.Name)];
        foreach (NodeProto node in graph.Node)
        {
            foreach (string output in node.Output.Where(o => o.Length > 0 && tensors[o].IsConstant))
                _constants[output] = node;
        }
    }

    /// <summary>The layer's weights that no layer before it had, and how many of them training changes.</summary>
    public (long All, long Trainable) Claim(NodeProto node)
    {
        (long all, long trainable) = (0, 0);
        foreach ((string source, bool isStatistic) in Stored(node).Where(s => _claimed.Add(s.Tensor)))
        {
            long count = Count(source);
            all += count;
            trainable += isStatistic ? 0 : count;
        }

        return (all, trainable);
    }

    /// <summary>
    /// The stored tensors that the layer's weights are, or are computed from; statistics are those of batch normalisation.
    /// </summary>
    public IEnumerable<(string Tensor, bool IsStatistic)> Stored(NodeProto node)
    {
        for (int i = 0; i < node.Input.Count; i++)
        {
            if (!IsWeight(node, i))
                continue;
            foreach (string source in Sources(node.Input[i]))
                yield return (source, node.OpType == "BatchNormalization" && i >= 3);
        }
    }

    private bool IsWeight(NodeProto node, int index)
    {
        string name = node.Input[index];
        if (name.Length == 0 || !_tensors[name].IsConstant)
            return false;

        return node.OpType switch
        {
            "Conv"
            or "ConvTranspose"
            or "FusedConv"
            or "InstanceNormalization"
            or "LayerNormalization"
            or "GroupNormalization"
            or "PRelu"
            or "BatchNormalization"
            or "LSTM"
            or "GRU"
            or "RNN" => index > 0,
            "Gemm" or "FusedGemm" or "MatMul" => true,
            "ConvInteger" or "MatMulInteger" => index < 2,
            "QLinearConv" => index is 3 or 8,
            "QLinearMatMul" => index == 3,

            // A bias or scale of its own per channel is a weight, a single number or a constant of the graph is arithmetic.
            "Add" or "Sub" or "Mul" or "Div" => _initializers.Contains(Origin(name)) && IsFloating(name) && Count(name) > 1,
            "Gather" => index == 0 && IsFloating(name),
            _ => false,
        };
    }

    /// <summary>The stored tensors that a constant is computed from, without the shapes, scales and zero points on the way.</summary>
    private IEnumerable<string> Sources(string name)
    {
        if (!_constants.TryGetValue(name, out NodeProto? node) || node.Input.Count == 0 || node.OpType is "ConstantOfShape" or "Expand")
            return [name];
        return node.OpType is "Concat" or "Add" or "Sub" or "Mul" or "Div" ? node.Input.SelectMany(Sources) : Sources(node.Input[0]);
    }

    private string Origin(string name) => Sources(name).First();

    private bool IsFloating(string name) =>
        _tensors[name].Type is OnnxElementType.Float or OnnxElementType.Float16 or OnnxElementType.Double or OnnxElementType.BFloat16;

    private long Count(string name) =>
        _tensors.GetValueOrDefault(name)?.Shape is { } shape ? TensorContents.ElementCount(shape.Select(d => d.Size ?? 0)) ?? 0 : 0;
}
