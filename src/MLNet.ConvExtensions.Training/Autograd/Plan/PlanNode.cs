using System.Globalization;
using Google.Protobuf.Collections;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>A node of the graph while its kernel is prepared: attributes, the slots of its tensors, and what is known of them.</summary>
internal sealed class PlanNode(NodeProto node, int[] inputs, int[] outputs, TensorInfo[] infos, ForwardRun run, long opset)
{
    public string Operator => node.OpType;

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

    public Dim[]? Shape(int index) => Has(index) ? infos[index].Shape : null;

    /// <summary>The shape where all of it is known beforehand, else null.</summary>
    public long[]? KnownShape(int index) =>
        Shape(index) is { } shape && shape.All(d => d.Size is not null) ? Array.ConvertAll(shape, d => d.Size!.Value) : null;

    public int? Rank(int index) => Shape(index)?.Length;

    public OnnxElementType Type(int index) => Has(index) ? infos[index].Type : OnnxElementType.Undefined;

    public bool IsWhole(int index) => ElementTypes.IsWhole(Type(index));

    /// <summary>The contents of an input that is the same in every run, else null.</summary>
    public HostTensor? Constant(int index) => Has(index) && run.IsConstant(inputs[index]) ? run.Host(inputs[index]) : null;

    /// <summary>Whether an input is a weight or a statistic, which training changes.</summary>
    public bool IsState(int index) => Has(index) && run.IsLasting(inputs[index]) && !run.IsConstant(inputs[index]);

    public bool HasAttribute(string name) => Find(name) is not null;

    public long Int(string name, long otherwise) => Find(name)?.I ?? otherwise;

    public float Float(string name, float otherwise) => Find(name)?.F ?? otherwise;

    public string Text(string name, string otherwise) => Find(name)?.S.ToStringUtf8() ?? otherwise;

    public long[]? Ints(string name) => Find(name) is { } attribute ? [.. attribute.Ints] : null;

    public float[]? Floats(string name) => Find(name) is { } attribute ? [.. attribute.Floats] : null;

    public TensorProto? TensorAttribute(string name) => Find(name)?.T;

    public RepeatedField<AttributeProto> Attributes => node.Attribute;

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

    public static OnnxNetworkException Unable(NodeProto node, string why)
    {
        string domain = node.Domain.Length > 0 ? node.Domain + ":" : "";
        string name =
            node.Name.Length > 0
                ? $"'{node.Name}'"
                : string.Create(CultureInfo.InvariantCulture, $"that gives '{node.Output.FirstOrDefault()}'");
        return new OnnxNetworkException($"The operator {domain}{node.OpType} of the node {name} can't be trained: {why}");
    }

    private AttributeProto? Find(string name)
    {
        foreach (AttributeProto attribute in node.Attribute)
        {
            if (attribute.Name == name)
                return attribute;
        }

        return null;
    }
}
