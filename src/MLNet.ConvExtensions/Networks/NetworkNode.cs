using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions;

/// <summary>
/// An operator of a network's graph, exactly as its file has it: constants and arithmetic with shapes are nodes as well, where
/// <see cref="OnnxNetwork.Layers"/> has only what the input flows through.
/// </summary>
public sealed class NetworkNode
{
    private readonly NodeProto _node;

    internal NetworkNode(NodeProto node)
    {
        _node = node;
        Domain = ShapeInference.IsStandard(node.Domain) ? "" : node.Domain;
        Inputs = [.. node.Input];
        Outputs = [.. node.Output];
        AttributeNames = [.. node.Attribute.Select(a => a.Name)];
    }

    /// <summary>The node's name; may be empty.</summary>
    public string Name => _node.Name;

    /// <summary>The operator, for example <c>Conv</c>.</summary>
    public string Operator => _node.OpType;

    /// <summary>Where the operator is defined; empty for ONNX's own.</summary>
    public string Domain { get; }

    /// <summary>The names of the tensors that it takes, in the operator's order; an optional one that isn't given is empty.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>The names of the tensors that it gives, in the operator's order; one that nobody wants is empty.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The names of its attributes.</summary>
    public IReadOnlyList<string> AttributeNames { get; }

    /// <summary>The names of all tensors that it reads: its inputs, and what graphs inside it, of conditions and loops, read.</summary>
    public IEnumerable<string> Reads => GraphEdits.Uses(_node).Where(name => name.Length > 0).Distinct();

    /// <summary>An attribute that is a whole number; null where the node doesn't have it.</summary>
    /// <param name="attribute">The attribute's name.</param>
    public long? FindInteger(string attribute) => Find(attribute)?.I;

    /// <summary>An attribute that is a list of whole numbers; null where the node doesn't have it.</summary>
    /// <param name="attribute">The attribute's name.</param>
    public IReadOnlyList<long>? FindIntegers(string attribute) => Find(attribute) is { } found ? [.. found.Ints] : null;

    /// <summary>An attribute that is a floating-point number; null where the node doesn't have it.</summary>
    /// <param name="attribute">The attribute's name.</param>
    public float? FindFloat(string attribute) => Find(attribute)?.F;

    /// <summary>An attribute that is a list of floating-point numbers; null where the node doesn't have it.</summary>
    /// <param name="attribute">The attribute's name.</param>
    public IReadOnlyList<float>? FindFloats(string attribute) => Find(attribute) is { } found ? [.. found.Floats] : null;

    /// <summary>An attribute that is text; null where the node doesn't have it.</summary>
    /// <param name="attribute">The attribute's name.</param>
    public string? FindText(string attribute) => Find(attribute)?.S.ToStringUtf8();

    /// <summary>An attribute that is a tensor, as the <c>value</c> of a Constant; null where the node doesn't have it.</summary>
    /// <param name="attribute">The attribute's name.</param>
    public StoredTensor? FindTensor(string attribute) => Find(attribute)?.T is { } tensor ? new StoredTensor(tensor) : null;

    /// <summary>Operator and name, for messages.</summary>
    public override string ToString() => $"{Operator} '{(Name.Length > 0 ? Name : Outputs.FirstOrDefault(o => o.Length > 0) ?? "")}'";

    private AttributeProto? Find(string attribute)
    {
        foreach (AttributeProto found in _node.Attribute)
        {
            if (found.Name == attribute)
                return found;
        }

        return null;
    }
}
