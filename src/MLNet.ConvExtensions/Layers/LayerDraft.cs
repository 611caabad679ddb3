using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Layers;

/// <summary>A layer that is being added to a network: its name, what it takes, and the operators and weights that it is made of.</summary>
internal sealed class LayerDraft(NetworkBuilder input, string name, string kind)
{
    private readonly NetworkDraft _network = input.Draft;

    public string Name => name;

    /// <summary>The input's tensor.</summary>
    public string Input => input.Name;

    /// <summary>The input's shape without the batch: channels, then the spatial axes.</summary>
    public int[] InputShape => input.Dims;

    /// <summary>What is wrong with the layer; names it, and what it was to take.</summary>
    public ArgumentException Error(string problem) => new($"Layer '{name}' ({kind}) on {input.Shape}: {problem}.");

    /// <summary>Adds weights and gives the name of their tensor.</summary>
    public string Weight(string part, int[] dims, Initializer initializer, double fanIn = 1, double fanOut = 1)
    {
        var weight = new WeightDraft(Claim(part), dims, fanIn, fanOut, initializer);
        if (weight.Count > Array.MaxLength / sizeof(float))
            throw Error(
                $"its weights [{string.Join(", ", dims)}] are {weight.Count:N0} numbers; one tensor holds at most "
                    + $"{Array.MaxLength / sizeof(float):N0}. Pool before it, or take fewer units"
            );
        initializer.Check(weight, this);
        _network.Weights.Add(weight);
        return weight.Name;
    }

    /// <summary>Adds numbers that are no weights: what an operator takes as an input rather than as an attribute.</summary>
    public string Constant(string part, params float[] values) => Constant(TensorContents.Floats(Claim(part), values, values.Length));

    /// <inheritdoc cref="Constant(string, float[])"/>
    public string Scalar(string part, float value) => Constant(TensorContents.Floats(Claim(part), [value]));

    /// <inheritdoc cref="Constant(string, float[])"/>
    public string Integers(string part, params long[] values) => Constant(TensorContents.Integers(Claim(part), values));

    /// <summary>Adds an operator on the way to the layer's output and gives the name of its tensor.</summary>
    public string Step(string part, string operation, string[] inputs, params AttributeProto[] attributes) =>
        Node(Claim(part), operation, inputs, attributes);

    /// <summary>Adds the operator that gives the layer's output.</summary>
    public NetworkBuilder Finish(string operation, string[] inputs, int[] dims, params AttributeProto[] attributes) =>
        new(_network, Node(name, operation, inputs, attributes), dims, input.Prefix);

    private string Claim(string part) => _network.Claim($"{name}.{part}");

    private string Node(string output, string operation, string[] inputs, AttributeProto[] attributes)
    {
        NodeProto node = GraphEdits.Node(operation, output, inputs);
        node.Attribute.Add(attributes);
        _network.Nodes.Add(node);
        return output;
    }

    private string Constant(TensorProto tensor)
    {
        _network.Nodes.Add(GraphEdits.Constant(tensor));
        return tensor.Name;
    }
}
