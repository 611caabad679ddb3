using Google.Protobuf;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Copies of graphs that share nodes and weights with the original; nobody changes those once they are in a network.</summary>
internal static class GraphEdits
{
    /// <summary>The first version of the format in which weights needn't be listed as inputs.</summary>
    private const long IrVersionOfConstantWeights = 4;

    /// <summary>The same model around another graph.</summary>
    public static ModelProto With(this ModelProto model, GraphProto graph)
    {
        var copy = new ModelProto { IrVersion = Math.Max(model.IrVersion, IrVersionOfConstantWeights), Graph = graph };
        if (model.HasProducerName)
            copy.ProducerName = model.ProducerName;
        if (model.HasProducerVersion)
            copy.ProducerVersion = model.ProducerVersion;
        if (model.HasDomain)
            copy.Domain = model.Domain;
        if (model.HasModelVersion)
            copy.ModelVersion = model.ModelVersion;
        if (model.HasDocString)
            copy.DocString = model.DocString;
        copy.OpsetImport.Add(model.OpsetImport);
        copy.MetadataProps.Add(model.MetadataProps);
        copy.Functions.Add(model.Functions);
        copy.Configuration.Add(model.Configuration);
        return copy;
    }

    /// <summary>A graph with lists of its own. Weights are no longer inputs, so that ONNX Runtime may fold them.</summary>
    public static GraphProto Copy(this GraphProto graph)
    {
        var copy = new GraphProto();
        if (graph.HasName)
            copy.Name = graph.Name;
        if (graph.HasDocString)
            copy.DocString = graph.DocString;
        HashSet<string> weights = [.. graph.Initializer.Select(t => t.Name)];
        copy.Input.Add(graph.Input.Where(i => !weights.Contains(i.Name)));
        copy.Output.Add(graph.Output);
        copy.Node.Add(graph.Node);
        copy.Initializer.Add(graph.Initializer);
        copy.SparseInitializer.Add(graph.SparseInitializer);
        copy.ValueInfo.Add(graph.ValueInfo);
        copy.QuantizationAnnotation.Add(graph.QuantizationAnnotation);
        copy.MetadataProps.Add(graph.MetadataProps);
        return copy;
    }

    /// <summary>The part of the graph that the given outputs need.</summary>
    public static GraphProto Prune(this GraphProto graph, IEnumerable<ValueInfoProto> outputs)
    {
        ValueInfoProto[] kept = outputs.ToArray();
        HashSet<string> needed = [.. kept.Select(o => o.Name)];
        var nodes = new Stack<NodeProto>();
        foreach (NodeProto node in graph.Node.Reverse())
        {
            if (!node.Output.Any(needed.Contains))
                continue;
            nodes.Push(node);
            needed.UnionWith(Uses(node).Where(name => name.Length > 0));
        }

        GraphProto copy = graph.Copy();
        Keep(copy.Input, i => needed.Contains(i.Name));
        Keep(copy.Initializer, t => needed.Contains(t.Name));
        Keep(copy.SparseInitializer, t => needed.Contains(t.Values?.Name ?? ""));
        Keep(copy.ValueInfo, v => needed.Contains(v.Name) && kept.All(o => o.Name != v.Name));
        copy.Node.Clear();
        copy.Node.Add(nodes);
        copy.Output.Clear();
        copy.Output.Add(kept);
        return copy;
    }

    /// <summary>The graph with a tensor of another name.</summary>
    public static GraphProto Rename(this GraphProto graph, string from, string to)
    {
        GraphProto copy = graph.Copy();
        Replace(copy.Input, i => i.Name == from, i => Renamed(i, to));
        Replace(copy.Output, o => o.Name == from, o => Renamed(o, to));
        Replace(copy.ValueInfo, v => v.Name == from, v => Renamed(v, to));
        Replace(copy.Node, n => n.Output.Contains(from) || Uses(n).Contains(from), n => Renamed(n, from, to));
        return copy;
    }

    /// <summary>A name for a new tensor that the graph doesn't have yet.</summary>
    public static string FreeName(this GraphProto graph, string wish)
    {
        HashSet<string> taken =
        [
            .. graph.Input.Select(i => i.Name),
            .. graph.Initializer.Select(t => t.Name),
            .. graph.Node.SelectMany(n => n.Output),
        ];
        string name = wish;
        for (int i = 1; taken.Contains(name); i++)
            name = $"{wish}_{i}";
        return name;
    }

    public static ValueInfoProto Describe(string name, TensorInfo info)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)info.Type };
        if (info.Shape is not null)
            tensor.Shape = new TensorShapeProto { Dim = { info.Shape.Select(Dimension) } };

        // An operator that isn't known here leaves the type to ONNX Runtime's own inference.
        return info.Type == OnnxElementType.Undefined
            ? new ValueInfoProto { Name = name }
            : new ValueInfoProto
            {
                Name = name,
                Type = new TypeProto { TensorType = tensor },
            };
    }

    public static NodeProto Node(string operation, string output, params string[] inputs) =>
        new()
        {
            OpType = operation,
            Name = output,
            Input = { inputs },
            Output = { output },
        };

    public static AttributeProto Attribute(string name, long value) =>
        new()
        {
            Name = name,
            I = value,
            Type = AttributeProto.Types.AttributeType.Int,
        };

    public static AttributeProto Attribute(string name, IEnumerable<long> values) =>
        new()
        {
            Name = name,
            Ints = { values },
            Type = AttributeProto.Types.AttributeType.Ints,
        };

    public static AttributeProto Attribute(string name, float value) =>
        new()
        {
            Name = name,
            F = value,
            Type = AttributeProto.Types.AttributeType.Float,
        };

    public static AttributeProto Attribute(string name, string value) =>
        new()
        {
            Name = name,
            S = ByteString.CopyFromUtf8(value),
            Type = AttributeProto.Types.AttributeType.String,
        };

    /// <summary>A constant of the graph; unlike an initializer it counts as arithmetic, not as a weight.</summary>
    public static NodeProto Constant(TensorProto value) =>
        new()
        {
            OpType = "Constant",
            Name = value.Name,
            Output = { value.Name },
            Attribute =
            {
                new AttributeProto
                {
                    Name = "value",
                    T = value,
                    Type = AttributeProto.Types.AttributeType.Tensor,
                },
            },
        };

    private static TensorShapeProto.Types.Dimension Dimension(Dim dim)
    {
        var dimension = new TensorShapeProto.Types.Dimension();
        if (dim.Size is { } size)
            dimension.DimValue = size;
        else if (dim.Symbol is not null)
            dimension.DimParam = dim.Symbol;
        return dimension;
    }

    /// <summary>What a node reads, its subgraphs included.</summary>
    public static IEnumerable<string> Uses(NodeProto node) =>
        node.Input.Concat(Subgraphs(node).SelectMany(g => g.Node.SelectMany(Uses).Concat(g.Output.Select(o => o.Name))));

    /// <summary>The graphs inside a node, of conditions and loops.</summary>
    public static IEnumerable<GraphProto> Subgraphs(NodeProto node) =>
        node.Attribute.Where(a => a.G is not null).Select(a => a.G).Concat(node.Attribute.SelectMany(a => a.Graphs));

    private static NodeProto Renamed(NodeProto node, string from, string to)
    {
        NodeProto copy = node.Clone();
        Replace(copy.Input, name => name == from, _ => to);
        Replace(copy.Output, name => name == from, _ => to);
        foreach (GraphProto graph in Subgraphs(copy))
        {
            Replace(graph.Node, n => Uses(n).Contains(from), n => Renamed(n, from, to));
            Replace(graph.Output, o => o.Name == from, o => Renamed(o, to));
        }

        return copy;
    }

    private static ValueInfoProto Renamed(ValueInfoProto value, string to)
    {
        ValueInfoProto copy = value.Clone();
        copy.Name = to;
        return copy;
    }

    private static void Replace<T>(IList<T> items, Func<T, bool> which, Func<T, T> by)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (which(items[i]))
                items[i] = by(items[i]);
        }
    }

    private static void Keep<T>(Google.Protobuf.Collections.RepeatedField<T> items, Func<T, bool> which)
    {
        T[] kept = items.Where(which).ToArray();
        items.Clear();
        items.Add(kept);
    }
}
