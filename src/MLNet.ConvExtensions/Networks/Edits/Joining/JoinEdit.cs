using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits.Joining;

/// <summary>Puts networks one behind the other. The first keeps all its names.</summary>
internal static class JoinEdit
{
    /// <summary>
    /// Operators whose form and meaning are the same in all versions from 7 on, with the attributes that they had then. A head of these
    /// goes on a network of any version without changing either.
    /// </summary>
    private static readonly HashSet<string> Lasting =
    [
        "Add",
        "BatchNormalization",
        "Concat",
        "Constant",
        "Conv",
        "ConvTranspose",
        "Div",
        "Elu",
        "Flatten",
        "Gemm",
        "GlobalAveragePool",
        "GlobalMaxPool",
        "Identity",
        "LeakyRelu",
        "MatMul",
        "Mul",
        "Relu",
        "Reshape",
        "Sigmoid",
        "Sub",
        "Tanh",
        "Transpose",
    ];

    private static readonly HashSet<string> LaterAttributes = ["allowzero", "training_mode", "spatial"];

    /// <param name="network">The first network.</param>
    /// <param name="head">The one behind it.</param>
    /// <param name="layer">The tensor that the head takes; null for the only output.</param>
    /// <param name="prefix">What the head's names begin with.</param>
    public static OnnxNetwork Apply(OnnxNetwork network, OnnxNetwork head, string? layer, string prefix)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        string tensor = layer ?? OnlyOutput(network);
        CheckInput(network, tensor, head);
        if (head.OpsetVersion != network.OpsetVersion && !head.Graph.Node.All(IsLasting))
        {
            long version = Math.Max(network.OpsetVersion, head.OpsetVersion);
            (network, head) = (OpsetUpgrade.Apply(network, version), OpsetUpgrade.Apply(head, version));
        }

        GraphProto graph = network.Graph.Copy();
        var names = new Dictionary<string, string> { [head.Inputs[0].Name] = tensor, [""] = "" };
        GraphProto added = head.Graph.Clone();
        IEnumerable<string> own =
        [
            .. added.Initializer.Select(t => t.Name),
            .. added.SparseInitializer.Select(t => t.Values?.Name ?? ""),
            .. added.Node.SelectMany(n => n.Output),
        ];
        foreach (string name in own)
            names.TryAdd(name, graph.FreeName($"{prefix}.{name}"));
        foreach (NodeProto node in added.Node)
            node.Name = names.GetValueOrDefault(node.Name, $"{prefix}.{node.Name}");
        GraphJoin.Rename(added, name => names.GetValueOrDefault(name, name));
        graph.Initializer.Add(added.Initializer);
        graph.SparseInitializer.Add(added.SparseInitializer);
        graph.Node.Add(added.Node);
        return network.Joined(graph.Prune(head.Outputs.Select(o => Describe(names[o.Name], head.Info(o.Name)))), head);
    }

    private static string OnlyOutput(OnnxNetwork network) =>
        network.Outputs is [var output]
            ? output.Name
            : throw new OnnxNetworkException(
                $"The network '{network.Name}' has {network.Outputs.Count} outputs "
                    + $"({string.Join(", ", network.Outputs.Select(o => $"'{o.Name}'"))}); name the layer that the head goes on."
            );

    private static void CheckInput(OnnxNetwork network, string tensor, OnnxNetwork head)
    {
        if (head.Inputs is not [var input])
            throw new OnnxNetworkException($"The head '{head.Name}' has {head.Inputs.Count} inputs; allowed: 1.");
        TensorInfo given = network.Info(tensor);
        bool fits =
            (given.Type == OnnxElementType.Undefined || given.Type == input.ElementType)
            && (
                given.Shape is not { } shape
                || input.Shape is not { } wanted
                || (
                    shape.Length == wanted.Count
                    && shape.Zip(wanted).All(pair => pair.First.Size is null || pair.Second is null || pair.First.Size == pair.Second)
                )
            );
        if (!fits)
        {
            throw new OnnxNetworkException(
                $"The head '{head.Name}' takes {input.Shape?.ToString() ?? "an unknown shape"} of {input.ElementType}; '{tensor}' of the "
                    + $"network '{network.Name}' is {LayerTable.Shape(given.Shape)?.ToString() ?? "of unknown shape"} of {given.Type}."
            );
        }
    }

    private static bool IsLasting(NodeProto node) =>
        Lasting.Contains(node.OpType)
        && ShapeInference.IsStandard(node.Domain)
        && node.Output.Count == 1
        && !node.Attribute.Any(a => LaterAttributes.Contains(a.Name));
}
