using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>
/// Puts the nodes of a model's own functions in the place of their calls, as newer exporters of PyTorch write them: the layers and weights
/// inside are then counted, cut and trained as any others.
/// </summary>
internal sealed class LocalFunctions
{
    private const int MostNodes = 1_000_000,
        Deepest = 64;

    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> _functions;
    private readonly HashSet<string> _prefixes = [];
    private readonly string _source;
    private int _nodes;

    private LocalFunctions(IEnumerable<FunctionProto> functions, string source)
    {
        _functions = functions.GroupBy(KeyOf).ToDictionary(g => g.Key, g => g.First());
        _source = source;
    }

    /// <summary>Changes a model that has just been read. Functions of another operator set than the model's stay as they are.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">What it is called in errors.</param>
    /// <exception cref="OnnxNetworkException">Functions call themselves, or are too many.</exception>
    public static void Inline(ModelProto model, string source)
    {
        if (model.Functions.Count == 0)
            return;
        long opset = ModelReader.OpsetOf(model);
        FunctionProto[] fitting =
        [
            .. model.Functions.Where(f => StandardOf(f) is var version && (version is null || opset == 0 || version == opset)),
        ];
        var inliner = new LocalFunctions(fitting, source);
        inliner.Expand(model.Graph, depth: 0);
        foreach (OperatorSetIdProto used in fitting.SelectMany(f => f.OpsetImport))
        {
            if (
                model.OpsetImport.All(o =>
                    o.Domain != used.Domain && !(ShapeInference.IsStandard(o.Domain) && ShapeInference.IsStandard(used.Domain))
                )
            )
                model.OpsetImport.Add(used.Clone());
        }

        // Functions that stay may call those that fit.
        if (fitting.Length == model.Functions.Count)
            model.Functions.Clear();
    }

    private static long? StandardOf(FunctionProto function) =>
        function.OpsetImport.FirstOrDefault(o => ShapeInference.IsStandard(o.Domain))?.Version;

    private static (string, string, string) KeyOf(FunctionProto function) => (Domain(function.Domain), function.Name, function.Overload);

    private static string Domain(string domain) => ShapeInference.IsStandard(domain) ? "" : domain;

    private void Expand(GraphProto graph, int depth)
    {
        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        foreach (NodeProto node in nodes)
            Expand(node, graph.Node, depth);
    }

    private void Expand(NodeProto node, IList<NodeProto> into, int depth)
    {
        foreach (GraphProto graph in GraphEdits.Subgraphs(node))
            Expand(graph, depth);
        if (!_functions.TryGetValue((Domain(node.Domain), node.OpType, node.Overload), out FunctionProto? function))
        {
            if (++_nodes > MostNodes)
                throw new OnnxNetworkException($"{_source} has functions that make more than {MostNodes:N0} operators.");
            into.Add(node);
            return;
        }

        if (depth >= Deepest)
            throw new OnnxNetworkException(
                $"{_source} is damaged: its function '{function.Domain}:{function.Name}' calls itself, or functions are nested more than "
                    + $"{Deepest} deep."
            );
        foreach (NodeProto inner in Body(node, function))
            Expand(inner, into, depth + 1);
    }

    private IEnumerable<NodeProto> Body(NodeProto call, FunctionProto function)
    {
        string prefix = FreePrefix(call.Name.Length > 0 ? call.Name : call.Output.FirstOrDefault(o => o.Length > 0) ?? function.Name);
        var names = new Dictionary<string, string> { [""] = "" };
        for (int i = 0; i < function.Input.Count; i++)
            names[function.Input[i]] = i < call.Input.Count ? call.Input[i] : "";
        for (int i = 0; i < Math.Min(function.Output.Count, call.Output.Count); i++)
        {
            if (call.Output[i].Length > 0)
                names.TryAdd(function.Output[i], call.Output[i]);
        }

        foreach (NodeProto node in function.Node)
        {
            NodeProto copy = Bound(node, call, function);
            if (copy.Name.Length > 0)
                copy.Name = $"{prefix}/{copy.Name}";
            foreach (string output in copy.Output.Where(o => o.Length > 0))
                names.TryAdd(output, $"{prefix}/{output}");
            Rename(copy, names);
            yield return copy;
        }
    }

    /// <summary>A copy of a node with the values of the call's attributes.</summary>
    private static NodeProto Bound(NodeProto node, NodeProto call, FunctionProto function)
    {
        NodeProto copy = node.Clone();
        copy.Attribute.Clear();
        foreach (AttributeProto attribute in node.Attribute)
        {
            AttributeProto bound = attribute.Clone();
            if (attribute.RefAttrName.Length > 0)
            {
                AttributeProto? given =
                    call.Attribute.FirstOrDefault(a => a.Name == attribute.RefAttrName)
                    ?? function.AttributeProto.FirstOrDefault(a => a.Name == attribute.RefAttrName);
                if (given is null)
                    continue;
                bound = given.Clone();
                bound.Name = attribute.Name;
            }

            foreach (GraphProto graph in bound.Graphs.Concat(bound.G is null ? [] : [bound.G]))
            {
                NodeProto[] inner = [.. graph.Node.Select(n => Bound(n, call, function))];
                graph.Node.Clear();
                graph.Node.Add(inner);
            }

            copy.Attribute.Add(bound);
        }

        return copy;
    }

    /// <summary>
    /// Gives a node's tensors their names in the graph; those of its subgraphs keep theirs where they are the subgraph's own.
    /// </summary>
    private static void Rename(NodeProto node, Dictionary<string, string> names)
    {
        for (int i = 0; i < node.Input.Count; i++)
            node.Input[i] = names.GetValueOrDefault(node.Input[i], node.Input[i]);
        for (int i = 0; i < node.Output.Count; i++)
            node.Output[i] = names.GetValueOrDefault(node.Output[i], node.Output[i]);
        foreach (GraphProto graph in GraphEdits.Subgraphs(node))
        {
            string[] own =
            [
                .. graph.Input.Select(i => i.Name),
                .. graph.Initializer.Select(t => t.Name),
                .. graph.Node.SelectMany(n => n.Output),
            ];
            Dictionary<string, string> outer = names.Where(n => !own.Contains(n.Key)).ToDictionary();
            foreach (NodeProto inner in graph.Node)
                Rename(inner, outer);
            foreach (ValueInfoProto output in graph.Output)
                output.Name = outer.GetValueOrDefault(output.Name, output.Name);
        }
    }

    private string FreePrefix(string wish)
    {
        string prefix = wish;
        for (int i = 1; !_prefixes.Add(prefix); i++)
            prefix = $"{wish}_{i}";
        return prefix;
    }
}
