using System.Globalization;
using MLNet.ConvExtensions.Onnx;

namespace MLNet.ConvExtensions.Neighbors;

/// <summary>The search for neighbours as a graph, for saved models: one row of features in, the shares of the classes out.</summary>
internal static class NeighborGraph
{
    private const int Opset = 13;

    public static OnnxNetwork Create(NeighborTable table, string input, string output)
    {
        KNearestNeighborsOptions options = table.Options;
        var graph = new GraphProto { Name = "KNearestNeighbors" };
        graph.Input.Add(GraphEdits.Describe(input, TensorInfo.Of(OnnxElementType.Float, Dim.Of(table.Dimension))));
        graph.Output.Add(GraphEdits.Describe(output, TensorInfo.Of(OnnxElementType.Float, Dim.Of(table.ClassCount))));
        graph.Initializer.Add(
        [
            TensorContents.Floats("rows", table.Rows, table.RowCount, table.Dimension),
            TensorContents.Integers("classes", [.. table.Classes.ToArray().Select(c => (long)c)]),
            TensorContents.Integers("k", [options.NumberOfNeighbors]),
            TensorContents.Integers("column", [options.NumberOfNeighbors, 1]),
            TensorContents.Integers("depth", [table.ClassCount]),
            TensorContents.Integers("first", [0]),
            TensorContents.Floats("off_on", [0, 1], 2),
            TensorContents.Floats("one", [1], 1),
            TensorContents.Floats("smallest", [options.Distance == NeighborDistance.Cosine ? NeighborTable.SmallestCosine : float.Epsilon], 1),
        ]);

        AddDistances(graph, options.Distance, input);
        Add(graph, "TopK", ["near", "places"], ["distances", "k"], GraphEdits.Attribute("axis", 0), GraphEdits.Attribute("largest", 0), GraphEdits.Attribute("sorted", 1));
        Add(graph, "Gather", ["found"], ["classes", "places"], GraphEdits.Attribute("axis", 0));
        Add(graph, "OneHot", ["votes"], ["found", "depth", "off_on"]);
        if (options.Weighting == NeighborWeighting.Uniform)
        {
            Add(graph, "ReduceMean", [output], ["votes"], GraphEdits.Attribute("axes", [0L]), GraphEdits.Attribute("keepdims", 0));
        }
        else
        {
            AddWeights(graph);
            Add(graph, "Mul", ["weighted"], ["votes", "weights"]);
            Add(graph, "ReduceSum", ["sums"], ["weighted", "first"], GraphEdits.Attribute("keepdims", 0));
            Add(graph, "ReduceSum", ["total"], ["shares_of_k"], GraphEdits.Attribute("keepdims", 0));
            Add(graph, "Div", [output], ["sums", "total"]);
        }

        var model = new ModelProto { IrVersion = 7, ProducerName = "MLNet.ConvExtensions", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        return new OnnxNetwork(model).WithMetadata(
            "MLNet.ConvExtensions.Neighbors",
            string.Create(CultureInfo.InvariantCulture, $"k {options.NumberOfNeighbors}, {options.Distance}, {options.Weighting}, {table.RowCount} rows"));
    }

    private static void AddDistances(GraphProto graph, NeighborDistance distance, string input)
    {
        AttributeProto axes = GraphEdits.Attribute("axes", [1L]), flat = GraphEdits.Attribute("keepdims", 0);
        if (distance != NeighborDistance.Cosine)
        {
            Add(graph, "Sub", ["differences"], ["rows", input]);
            Add(graph, distance == NeighborDistance.L1 ? "ReduceL1" : "ReduceL2", ["distances"], ["differences"], axes, flat);
            return;
        }

        graph.Initializer.Add(TensorContents.Floats("tiny", [float.Epsilon], 1));
        Add(graph, "ReduceL2", ["norm"], [input], GraphEdits.Attribute("axes", [0L]), GraphEdits.Attribute("keepdims", 1));
        // A row of zeros stays one.
        Add(graph, "Max", ["divisor"], ["norm", "tiny"]);
        Add(graph, "Div", ["direction"], [input, "divisor"]);
        Add(graph, "MatMul", ["cosines"], ["rows", "direction"]);
        Add(graph, "Sub", ["distances"], ["one", "cosines"]);
    }

    /// <summary>One over the distance; where some are the same as the row, 1 for these and 0 for the others.</summary>
    private static void AddWeights(GraphProto graph)
    {
        Add(graph, "Less", ["is_same"], ["near", "smallest"]);
        Add(graph, "Cast", ["same"], ["is_same"], GraphEdits.Attribute("to", (long)OnnxElementType.Float));
        Add(graph, "ReduceMax", ["any_same"], ["same"], GraphEdits.Attribute("keepdims", 1));
        Add(graph, "Less", ["has_same"], ["first_float", "any_same"]);
        graph.Initializer.Add(TensorContents.Floats("first_float", [0], 1));
        Add(graph, "Where", ["safe"], ["is_same", "one", "near"]);
        Add(graph, "Div", ["inverse"], ["one", "safe"]);
        Add(graph, "Where", ["shares_of_k"], ["has_same", "same", "inverse"]);
        Add(graph, "Reshape", ["weights"], ["shares_of_k", "column"]);
    }

    private static void Add(GraphProto graph, string operation, string[] outputs, string[] inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = outputs[0], Input = { inputs }, Output = { outputs } };
        node.Attribute.Add(attributes);
        graph.Node.Add(node);
    }
}
