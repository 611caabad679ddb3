using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks;

/// <summary>Finds the tensor whose values describe an image best, in front of what tells the classes apart.</summary>
internal sealed class FeatureLayer
{
    private static readonly HashSet<string> AfterClassifier =
    [
        "Softmax",
        "LogSoftmax",
        "Sigmoid",
        "Hardmax",
        "ArgMax",
        "Identity",
        "Dropout",
        "Flatten",
        "Reshape",
        "Squeeze",
        "Unsqueeze",
        "Cast",
        "Relu",
        "Clip",
        "BatchNormalization",
        "GlobalAveragePool",
        "AveragePool",
        "ReduceMean",
        "DequantizeLinear",
        "QuantizeLinear",
    ];

    private static readonly HashSet<string> Unchanging = ["Dropout", "Identity", "QuantizeLinear", "DequantizeLinear"];
    private static readonly string[] ScoreNames = ["logit", "prob", "softmax", "class", "score", "pred"];

    private readonly IReadOnlyDictionary<string, TensorInfo> _tensors;
    private readonly Dictionary<string, NodeProto> _producers = [];

    public FeatureLayer(GraphProto graph, IReadOnlyDictionary<string, TensorInfo> tensors)
    {
        _tensors = tensors;
        foreach (NodeProto node in graph.Node)
        {
            // An output that nobody wants has no name.
            foreach (string output in node.Output.Where(o => o.Length > 0))
                _producers[output] = node;
        }
    }

    /// <summary>The tensor in front of the classifier that the output ends in, null if it ends in none.</summary>
    public string? Find(string output)
    {
        bool scores = ScoreNames.Any(n => output.Contains(n, StringComparison.OrdinalIgnoreCase));
        bool pooled = false;
        string tensor = output;
        while (_producers.TryGetValue(tensor, out NodeProto? node))
        {
            if (node.OpType is "Gemm" or "MatMul" or "FusedGemm" or "QLinearMatMul")
                return Data(node) is { } input ? BeforeUnchanging(input) : null;
            if (node.OpType is "Conv" or "FusedConv" or "QLinearConv")
                return IsClassifier(node, pooled, scores) ? BeforeUnchanging(node.Input[0]) : null;
            bool bias = node.OpType is "Add" or "Mul" or "Sum" && Data(node) is not null;
            if (!bias && !AfterClassifier.Contains(node.OpType))
                return null;

            scores |= node.OpType is "Softmax" or "LogSoftmax" or "ArgMax" or "Hardmax";
            pooled |= node.OpType is "GlobalAveragePool" or "AveragePool" or "ReduceMean";
            tensor = Data(node) ?? "";
        }

        return null;
    }

    /// <summary>
    /// A 1x1 convolution on a single position is a dense layer. In front of the pooling it tells classes apart, as SqueezeNet's
    /// does, if its results are used as scores; else it belongs to the features, as MobileNet's does.
    /// </summary>
    private bool IsClassifier(NodeProto node, bool pooled, bool scores)
    {
        if (_tensors.GetValueOrDefault(node.Output[0])?.Shape is not { Length: >= 3 } output)
            return false;
        if (output[2..].All(d => d.Size == 1))
            return true;
        bool single = (_tensors.GetValueOrDefault(node.Input[1])?.Shape ?? []).Skip(2).All(d => d.Size == 1);
        return pooled && single && (scores || output[1].Size is 1000 or 1001);
    }

    private string BeforeUnchanging(string tensor)
    {
        while (_producers.TryGetValue(tensor, out NodeProto? node) && Unchanging.Contains(node.OpType))
            tensor = node.Input[0];
        return tensor;
    }

    /// <summary>The one input that depends on the image, null if there are several.</summary>
    private string? Data(NodeProto node)
    {
        string[] data = node.Input.Where(i => _tensors.GetValueOrDefault(i) is { IsData: true }).ToArray();
        return data.Length == 1 ? data[0] : null;
    }
}
