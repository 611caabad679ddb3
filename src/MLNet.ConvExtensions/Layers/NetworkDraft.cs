using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Layers;

/// <summary>
/// What the values of one network that is being built have in common: its operators and weights so far, and the names that are taken.
/// </summary>
internal sealed class NetworkDraft(string input, int[] inputDims, int seed)
{
    /// <summary>
    /// The first operator set with layer normalisation, and the format's version of its time: what older runtimes read too.
    /// </summary>
    private const long Opset = 17;
    private const long IrVersion = 8;

    private readonly HashSet<string> _names = [input];
    private readonly Dictionary<string, int> _counts = [];

    public List<NodeProto> Nodes { get; } = [];

    public List<WeightDraft> Weights { get; } = [];

    /// <summary>Takes a name that nothing else in the network has.</summary>
    public string Claim(string name) =>
        _names.Add(name)
            ? name
            : throw new ArgumentException($"The network has a layer or tensor '{name}' already; give the layer another name.");

    /// <summary>Takes the next free name of a kind: conv1, conv2, ...</summary>
    public string ClaimNext(string kind)
    {
        string name;
        do
        {
            _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            name = $"{kind}{_counts[kind]}";
        } while (!_names.Add(name));
        return name;
    }

    /// <summary>The network that gives these values; layers that they don't need are left out.</summary>
    public OnnxNetwork Build(string name, IEnumerable<NetworkBuilder> outputs)
    {
        var graph = new GraphProto { Name = name };
        graph.Input.Add(Describe(input, inputDims));
        graph.Node.Add(Nodes);
        graph = graph.Prune(outputs.Select(o => Describe(o.Name, o.Dims)));

        HashSet<string> used = [.. graph.Node.SelectMany(n => n.Input)];
        foreach (WeightDraft weight in Weights.Where(w => used.Contains(w.Name)))
            graph.Initializer.Add(weight.Create(seed));
        return new OnnxNetwork(
            new ModelProto
            {
                IrVersion = IrVersion,
                ProducerName = "MLNet.ConvExtensions",
                OpsetImport = { new OperatorSetIdProto { Version = Opset } },
                Graph = graph,
            }
        );
    }

    private static ValueInfoProto Describe(string name, int[] dims) =>
        GraphEdits.Describe(name, TensorInfo.Of(OnnxElementType.Float, [Dim.Named(BatchEdit.Symbol), .. dims.Select(d => Dim.Of(d))]));
}
