using Google.Protobuf.Collections;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks.Edits.Joining;

/// <summary>Joins networks into one, each on what earlier ones give. Tensors get new names, so that none clash.</summary>
/// <param name="name">The name of the joined network.</param>
/// <param name="opset">The version of ONNX's operators that it gets; no part may be of a later one.</param>
internal sealed class GraphJoin(string name, long opset)
{
    private readonly GraphProto _graph = new() { Name = name };
    private readonly Dictionary<string, long> _otherDomains = [];
    private long _irVersion = 8;
    private int _parts;

    /// <summary>Adds an input of the joined network.</summary>
    public void AddInput(ValueInfoProto input) => _graph.Input.Add(input);

    /// <summary>Adds a part.</summary>
    /// <param name="part">The network.</param>
    /// <param name="inputs">For each of its inputs the tensor of the joined network that it is.</param>
    /// <returns>For each of its outputs the tensor of the joined network that it becomes.</returns>
    public IReadOnlyDictionary<string, string> Add(OnnxNetwork part, IReadOnlyDictionary<string, string> inputs)
    {
        string prefix = $"part{++_parts}/";
        string New(string old) => old.Length == 0 ? old : inputs.GetValueOrDefault(old) ?? prefix + old;
        ModelProto model = part.OfOpset(opset);
        GraphProto renamed = model.Graph.Clone();
        Rename(renamed, New);
        foreach (NodeProto node in renamed.Node)
            node.Name = prefix + node.Name;
        _graph.Node.Add(renamed.Node);
        _graph.Initializer.Add(renamed.Initializer);
        _graph.SparseInitializer.Add(renamed.SparseInitializer);
        foreach (OperatorSetIdProto other in model.OpsetImport.Where(o => !ShapeInference.IsStandard(o.Domain)))
            _otherDomains[other.Domain] = Math.Max(other.Version, _otherDomains.GetValueOrDefault(other.Domain));
        _irVersion = Math.Max(_irVersion, model.IrVersion);
        return model.Graph.Output.ToDictionary(o => o.Name, o => New(o.Name));
    }

    /// <summary>The joined network, without what no output needs.</summary>
    /// <param name="outputs">The outputs, under their names, and the tensors that they are.</param>
    public OnnxNetwork ToNetwork(IEnumerable<(ValueInfoProto Output, string Tensor)> outputs)
    {
        (ValueInfoProto Output, string Tensor)[] all = [.. outputs];
        foreach ((ValueInfoProto output, string tensor) in all)
            _graph.Node.Add(GraphEdits.Node("Identity", output.Name, tensor));
        GraphProto pruned = _graph.Prune(all.Select(o => o.Output));
        var model = new ModelProto
        {
            IrVersion = _irVersion,
            ProducerName = "MLNet.ConvExtensions",
            Graph = pruned,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        model.OpsetImport.Add(_otherDomains.Select(d => new OperatorSetIdProto { Domain = d.Key, Version = d.Value }));
        return new OnnxNetwork(model);
    }

    /// <summary>Gives all tensors of a graph, and of the graphs inside it, other names.</summary>
    public static void Rename(GraphProto graph, Func<string, string> name)
    {
        foreach (TensorProto weight in graph.Initializer)
            weight.Name = name(weight.Name);
        foreach (SparseTensorProto weight in graph.SparseInitializer)
            weight.Values.Name = name(weight.Values.Name);
        foreach (ValueInfoProto value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
            value.Name = name(value.Name);
        foreach (NodeProto node in graph.Node)
        {
            Rename(node.Input, name);
            Rename(node.Output, name);
            foreach (AttributeProto attribute in node.Attribute)
            {
                foreach (GraphProto inner in attribute.G is { } one ? attribute.Graphs.Append(one) : attribute.Graphs)
                    Rename(inner, name);
            }
        }
    }

    private static void Rename(RepeatedField<string> names, Func<string, string> name)
    {
        for (int i = 0; i < names.Count; i++)
            names[i] = name(names[i]);
    }
}
