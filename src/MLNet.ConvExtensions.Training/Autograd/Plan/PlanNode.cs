using System.Globalization;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>A node of the graph while its kernel is prepared: attributes, the slots of its tensors, and what is known of them.</summary>
internal sealed class PlanNode(NetworkNode node, int[] inputs, int[] outputs, NetworkTensor?[] infos, ForwardRun run, long opset)
{
    public string Operator => node.Operator;

    public long Opset => opset;

    public int InputCount => inputs.Length;

    public int OutputCount => outputs.Length;

    /// <summary>Whether the optional input is given.</summary>
    public bool Has(int index) => index < inputs.Length && inputs[index] >= 0;

    /// <summary>Whether somebody may ask for the optional output.</summary>
    public bool Gives(int index) => index < outputs.Length && outputs[index] >= 0;

    /// <summary>The slot of an input, -1 where it isn't given.</summary>
    public int Input(int index) => index < inputs.Length ? inputs[index] : -1;

    /// <summary>The slot of an output, -1 where it isn't given.</summary>
    public int Output(int index = 0) => index < outputs.Length ? outputs[index] : -1;

    /// <summary>The slots of all inputs from one on.</summary>
    public int[] InputsFrom(int first) => inputs[first..];

    public int[] Outputs() => outputs;

    public NetworkShape? Shape(int index) => Has(index) ? infos[index]?.Shape : null;

    /// <summary>The shape where all of it is known beforehand, else null.</summary>
    public long[]? KnownShape(int index) =>
        Shape(index) is { } shape && shape.All(d => d is not null) ? [.. shape.Select(d => d!.Value)] : null;

    public int? Rank(int index) => Shape(index)?.Count;

    public OnnxElementType Type(int index) => (Has(index) ? infos[index]?.ElementType : null) ?? OnnxElementType.Undefined;

    public bool IsWhole(int index) => ElementTypes.IsWhole(Type(index));

    /// <summary>The contents of an input that is the same in every run, else null.</summary>
    public HostTensor? Constant(int index) => Has(index) && run.IsConstant(inputs[index]) ? run.Host(inputs[index]) : null;

    /// <summary>Whether an input is a weight or a statistic, which training changes.</summary>
    public bool IsState(int index) => Has(index) && run.IsLasting(inputs[index]) && !run.IsConstant(inputs[index]);

    public bool HasAttribute(string name) => node.AttributeNames.Contains(name);

    public long Int(string name, long otherwise) => node.FindInteger(name) ?? otherwise;

    public float Float(string name, float otherwise) => node.FindFloat(name) ?? otherwise;

    public string Text(string name, string otherwise) => node.FindText(name) ?? otherwise;

    public long[]? Ints(string name) => node.FindIntegers(name) is { } listed ? [.. listed] : null;

    public float[]? Floats(string name) => node.FindFloats(name) is { } listed ? [.. listed] : null;

    public StoredTensor? TensorAttribute(string name) => node.FindTensor(name);

    public IReadOnlyList<string> AttributeNames => node.AttributeNames;

    /// <summary>
    /// A list of whole numbers that older operator sets take as an attribute and newer ones as an input: what a run calls to get it,
    /// null where it isn't given.
    /// </summary>
    public Func<ForwardRun, long[]>? Integers(string attribute, int input)
    {
        if (Ints(attribute) is { } listed)
            return _ => listed;
        if (!Has(input))
            return null;
        if (Constant(input)?.ToIntegers() is { } constant)
            return _ => constant;
        int slot = Input(input);
        return run => run.Host(slot).ToIntegers();
    }

    /// <summary>The kernel of an operator of one tensor.</summary>
    public Kernel Unary(Func<Tensor, Tensor> function)
    {
        int x = Input(0),
            y = Output();
        return run => run[y] = function(run[x]);
    }

    /// <summary>The kernel of an operator of two tensors.</summary>
    public Kernel Binary(Func<Tensor, Tensor, Tensor> function)
    {
        int a = Input(0),
            b = Input(1),
            y = Output();
        return run => run[y] = function(run[a], run[b]);
    }

    /// <summary>The error for what this library can't do with the node.</summary>
    public OnnxNetworkException Unable(string why) => Unable(node, why);

    public static OnnxNetworkException Unable(NetworkNode node, string why)
    {
        string domain = node.Domain.Length > 0 ? node.Domain + ":" : "";
        string name =
            node.Name.Length > 0
                ? $"'{node.Name}'"
                : string.Create(CultureInfo.InvariantCulture, $"that gives '{node.Outputs.FirstOrDefault()}'");
        return new OnnxNetworkException($"The operator {domain}{node.Operator} of the node {name} can't be trained: {why}");
    }
}
