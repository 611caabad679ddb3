using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Networks.Shapes;

/// <summary>
/// Infers the shape of every tensor of a graph, following also the small tensors that hold shapes. An operator without a rule
/// leaves its outputs to what the file says of them, else unknown.
/// </summary>
internal static class ShapeInference
{
    private delegate TensorInfo[] Rule(NodeContext node);

    private static readonly Dictionary<string, Rule> Rules = Collect();

    public static Dictionary<string, TensorInfo> Run(GraphProto graph, long opset)
    {
        var tensors = new Dictionary<string, TensorInfo>();
        foreach (ValueInfoProto input in graph.Input)
            tensors[input.Name] = Declared(input) with { IsData = true };
        foreach (TensorProto initializer in graph.Initializer)
            tensors[initializer.Name] = OfTensor(initializer);
        foreach (SparseTensorProto sparse in graph.SparseInitializer)
            tensors[sparse.Values?.Name ?? ""] = TensorInfo.Of(
                (OnnxElementType)(sparse.Values?.DataType ?? 0),
                Known(sparse.Dims.Select(d => Math.Max(d, 0)))
            ) with
            {
                IsConstant = true,
            };

        var declared = graph.ValueInfo.Concat(graph.Output).GroupBy(v => v.Name).ToDictionary(g => g.Key, g => g.First());
        foreach (NodeProto node in graph.Node)
            InferNode(node, opset, tensors, declared);
        return tensors;
    }

    /// <summary>
    /// The same for a batch of one image, where the batch is open: an axis that holds it together with others then has a size as well.
    /// </summary>
    public static IReadOnlyDictionary<string, TensorInfo> RunOfOneImage(
        GraphProto graph,
        long opset,
        IReadOnlyDictionary<string, TensorInfo> ofAny
    )
    {
        HashSet<string> weights = [.. graph.Initializer.Select(t => t.Name)];
        ValueInfoProto[] open = [.. graph.Input.Where(i => !weights.Contains(i.Name) && ofAny[i.Name].Shape is [{ Size: null }, ..])];
        if (open.Length == 0)
            return ofAny;
        GraphProto copy = graph.Copy();
        copy.ValueInfo.Clear();
        copy.Output.Clear();
        foreach (ValueInfoProto input in open)
            copy.Input[copy.Input.IndexOf(input)] = GraphEdits.Describe(
                input.Name,
                ofAny[input.Name] with
                {
                    Shape = [Dim.Of(1), .. ofAny[input.Name].Shape![1..]],
                }
            );
        Dictionary<string, TensorInfo> single = Run(copy, opset);

        // What only the file knows of an operator without a rule it says of any batch.
        foreach ((string name, TensorInfo info) in ofAny)
        {
            if (single.TryGetValue(name, out TensorInfo? one) && one.Shape is null)
                single[name] = info;
        }

        return single;
    }

    /// <summary>What a graph's input, output or value info says of a tensor.</summary>
    public static TensorInfo Declared(ValueInfoProto value)
    {
        if (value.Type?.ValueCase != TypeProto.ValueOneofCase.TensorType)
            return TensorInfo.Unknown;

        TypeProto.Types.Tensor tensor = value.Type.TensorType;
        return TensorInfo.Of((OnnxElementType)tensor.ElemType, tensor.Shape?.Dim.Select((d, i) => Dimension(d, value.Name, i)).ToArray());
    }

    private static Dim Dimension(TensorShapeProto.Types.Dimension dimension, string tensor, int index) =>
        dimension.ValueCase switch
        {
            // Some exporters write an open dimension as 0 or -1.
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when dimension.DimValue > 0 => Dim.Of(dimension.DimValue),
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam when dimension.DimParam.Length > 0 => Dim.Named(dimension.DimParam),
            _ => Dim.Named($"{tensor}_dim{index}"),
        };

    private static Dim[] Known(IEnumerable<long> dims) => dims.Select(Dim.Of).ToArray();

    private static TensorInfo OfTensor(TensorProto tensor) =>
        new()
        {
            Type = (OnnxElementType)tensor.DataType,
            Shape = Known(tensor.Dims),
            Integers = TensorContents.ReadIntegers(tensor)?.Select(Dim.Of).ToArray(),
            Numbers = TensorContents.ReadNumbers(tensor),
            IsConstant = true,
        };

    private static void InferNode(
        NodeProto node,
        long opset,
        Dictionary<string, TensorInfo> tensors,
        Dictionary<string, ValueInfoProto> declared
    )
    {
        TensorInfo?[] inputs = node
            .Input.Select(name => name.Length == 0 ? null : tensors.GetValueOrDefault(name, TensorInfo.Unknown))
            .ToArray();
        TensorInfo[] outputs = Apply(new NodeContext(node, inputs, opset), node);
        bool constant = inputs.All(i => i is null || i.IsConstant) && node.Attribute.All(a => a.G is null);
        bool data =
            node.OpType != "Shape"
            && node.OpType != "Size"
            && (inputs.Any(i => i is { IsData: true }) || node.Attribute.Any(a => a.G is not null));
        for (int i = 0; i < node.Output.Count; i++)
        {
            string name = node.Output[i];
            if (name.Length == 0)
                continue;

            TensorInfo info = i < outputs.Length ? outputs[i] : TensorInfo.Unknown;
            if (info.Shape is not null && info.Shape.Any(d => d.Size < 0))
                info = TensorInfo.Unknown;
            if (info.Shape is null && declared.TryGetValue(name, out ValueInfoProto? value))
            {
                TensorInfo said = Declared(value);
                info = info with { Shape = said.Shape, Type = info.Type == OnnxElementType.Undefined ? said.Type : info.Type };
            }

            tensors[name] = info with { IsConstant = constant, IsData = data };
        }
    }

    private static TensorInfo[] Apply(NodeContext context, NodeProto node)
    {
        if (node.OpType == "Constant")
            return [Constant(node)];
        if (!IsStandard(node.Domain) || !Rules.TryGetValue(node.OpType, out Rule? rule))
            return [];

        try
        {
            return rule(context);
        }
        catch (OverflowException)
        {
            // Sizes beyond 64 bits: a damaged or hostile file, whose shapes stay unknown.
            return [];
        }
    }

    public static bool IsStandard(string domain) => domain is "" or "ai.onnx";

    private static TensorInfo Constant(NodeProto node)
    {
        AttributeProto? value = node.Attribute.FirstOrDefault();
        return value switch
        {
            { Name: "value", T: { } tensor } => OfTensor(tensor),
            { Name: "value_int" } => TensorInfo.OfIntegers(OnnxElementType.Int64, [Dim.Of(value.I)], scalar: true),
            { Name: "value_ints" } => TensorInfo.OfIntegers(OnnxElementType.Int64, Known(value.Ints)),
            { Name: "value_float" } => TensorInfo.Of(OnnxElementType.Float, []) with { Numbers = [value.F] },
            { Name: "value_floats" } => TensorInfo.Of(OnnxElementType.Float, Dim.Of(value.Floats.Count)) with
            {
                Numbers = [.. value.Floats.Select(f => (double)f)],
            },
            _ => TensorInfo.Unknown,
        };
    }

    private static Dictionary<string, Rule> Collect()
    {
        var rules = new Dictionary<string, Rule>();
        foreach (
            (string names, Func<NodeContext, TensorInfo> rule) in WindowShapes
                .Rules.Concat(ElementwiseShapes.Rules)
                .Concat(LayoutShapes.Rules)
                .Concat(ReductionShapes.Rules)
                .Concat(ShapeArithmetic.Rules)
        )
        {
            foreach (string name in names.Split(' '))
                rules.Add(name, node => [rule(node)]);
        }

        foreach ((string name, Func<NodeContext, TensorInfo[]> rule) in MultipleOutputShapes.Rules)
            rules.Add(name, new Rule(rule));
        return rules;
    }
}
