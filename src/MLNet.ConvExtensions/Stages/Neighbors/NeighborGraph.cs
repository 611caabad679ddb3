using System.Globalization;
using System.Numerics.Tensors;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>The search for neighbours as a graph, for saved models: one row of features in, the shares of the classes out.</summary>
internal static class NeighborGraph
{
    private const int Opset = 13;

    public static OnnxNetwork Create(NeighborTable table, string input, string output)
    {
        KNearestNeighborsOptions options = table.Options;
        OnnxElementType type =
            options.Distance != NeighborDistance.Cosine && NeedsDoubles(table.Rows) ? OnnxElementType.Double : OnnxElementType.Float;
        var graph = new GraphProto { Name = "KNearestNeighbors" };
        graph.Input.Add(GraphEdits.Describe(input, TensorInfo.Of(OnnxElementType.Float, Dim.Of(table.Dimension))));
        graph.Output.Add(GraphEdits.Describe(output, TensorInfo.Of(OnnxElementType.Float, Dim.Of(table.ClassCount))));
        graph.Initializer.Add([
            TensorContents.Floats("rows", table.Rows, table.RowCount, table.Dimension),
            TensorContents.Integers("classes", [.. table.Classes.ToArray().Select(c => (long)c)]),
            TensorContents.Integers("k", [options.NumberOfNeighbors]),
            TensorContents.Integers("column", [options.NumberOfNeighbors, 1]),
            TensorContents.Integers("depth", [table.ClassCount]),
            TensorContents.Integers("first", [0]),
            TensorContents.Integers("second", [1]),
            TensorContents.Floats("one_float", [1], 1),
            TensorContents.Floats("zero_float", [0], 1),
            TensorContents.Floats(
                "smallest_float",
                [options.Distance == NeighborDistance.Cosine ? NeighborTable.SmallestCosine : float.Epsilon],
                1
            ),
            TensorContents.Floats("off_on_float", [0, 1], 2),
        ]);
        foreach (string constant in new[] { "one", "zero", "smallest" })
            AddCast(graph, constant, constant + "_float", type);

        AddDistances(graph, options.Distance, input, type);
        Add(
            graph,
            "TopK",
            ["near", "places"],
            ["distances", "k"],
            GraphEdits.Attribute("axis", 0),
            GraphEdits.Attribute("largest", 0),
            GraphEdits.Attribute("sorted", 1)
        );
        Add(graph, "Gather", ["found"], ["classes", "places"], GraphEdits.Attribute("axis", 0));
        Add(graph, "OneHot", ["votes_float"], ["found", "depth", "off_on_float"]);
        AddCast(graph, "votes", "votes_float", type);
        if (options.Weighting == NeighborWeighting.Uniform)
        {
            Add(graph, "ReduceMean", ["shares"], ["votes"], GraphEdits.Attribute("axes", [0L]), GraphEdits.Attribute("keepdims", 0));
        }
        else
        {
            AddWeights(graph, type);
            Add(graph, "Mul", ["weighted"], ["votes", "weights"]);
            Add(graph, "ReduceSum", ["sums"], ["weighted", "first"], GraphEdits.Attribute("keepdims", 0));
            Add(graph, "ReduceSum", ["total"], ["shares_of_k"], GraphEdits.Attribute("keepdims", 0));
            Add(graph, "Div", ["shares"], ["sums", "total"]);
        }

        // What isn't a finite number less itself is no number either: all shares are missing then.
        AddCast(graph, "shares_float", "shares", OnnxElementType.Float);
        Add(graph, "Sub", ["zeros"], [input, input]);
        Add(graph, "ReduceSum", ["missing"], ["zeros", "first"], GraphEdits.Attribute("keepdims", 1));
        Add(graph, "Add", [output], ["shares_float", "missing"]);

        // ONNX Runtime warns of what isn't used.
        graph = graph.Prune(graph.Output.ToArray());
        var model = new ModelProto
        {
            IrVersion = 7,
            ProducerName = "MLNet.ConvExtensions",
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        return new OnnxNetwork(model).WithMetadata(
            "MLNet.ConvExtensions.Neighbors",
            string.Create(
                CultureInfo.InvariantCulture,
                $"k {options.NumberOfNeighbors}, {options.Distance}, {options.Weighting}, {table.RowCount} rows"
            )
        );
    }

    /// <summary>Whether squares of these numbers, or sums of them, may be none of 32 bits.</summary>
    private static bool NeedsDoubles(ReadOnlySpan<float> rows)
    {
        float largest = TensorPrimitives.MaxMagnitude(rows);
        return Math.Abs(largest) is not (> 1e-9f and < 1e12f);
    }

    private static void AddDistances(GraphProto graph, NeighborDistance distance, string input, OnnxElementType type)
    {
        AttributeProto axes = GraphEdits.Attribute("axes", [1L]),
            flat = GraphEdits.Attribute("keepdims", 0);
        if (distance != NeighborDistance.Cosine)
        {
            AddCast(graph, "all_rows", "rows", type);
            AddCast(graph, "row", input, type);
            Add(graph, "Sub", ["differences"], ["all_rows", "row"]);
            bool manhattan = distance == NeighborDistance.L1;
            if (type == OnnxElementType.Float)
            {
                Add(graph, manhattan ? "ReduceL1" : "ReduceL2", ["distances"], ["differences"], axes, flat);
            }
            else if (manhattan)
            {
                Add(graph, "Abs", ["lengths"], ["differences"]);
                Add(graph, "ReduceSum", ["distances"], ["lengths", "second"], flat);
            }
            else
            {
                Add(graph, "ReduceSumSquare", ["squares"], ["differences"], axes, flat);
                Add(graph, "Sqrt", ["distances"], ["squares"]);
            }

            return;
        }

        graph.Initializer.Add(TensorContents.Floats("tiny", [float.Epsilon], 1));
        // The largest number becomes 1 first, so that no square is too large or too small. A row of zeros stays one.
        Add(graph, "Abs", ["sizes"], [input]);
        Add(graph, "ReduceMax", ["largest"], ["sizes"], GraphEdits.Attribute("axes", [0L]), GraphEdits.Attribute("keepdims", 1));
        Add(graph, "Max", ["scale"], ["largest", "tiny"]);
        Add(graph, "Div", ["scaled"], [input, "scale"]);
        Add(graph, "ReduceL2", ["norm"], ["scaled"], GraphEdits.Attribute("axes", [0L]), GraphEdits.Attribute("keepdims", 1));
        Add(graph, "Max", ["divisor"], ["norm", "tiny"]);
        Add(graph, "Div", ["direction"], ["scaled", "divisor"]);
        Add(graph, "MatMul", ["cosines"], ["rows", "direction"]);
        Add(graph, "Sub", ["distances"], ["one", "cosines"]);
    }

    /// <summary>One over the distance; where some are the same as the row, 1 for these and 0 for the others.</summary>
    private static void AddWeights(GraphProto graph, OnnxElementType type)
    {
        Add(graph, "Less", ["is_same"], ["near", "smallest"]);
        AddCast(graph, "same", "is_same", type);
        Add(graph, "ReduceMax", ["any_same"], ["same"], GraphEdits.Attribute("keepdims", 1));
        Add(graph, "Less", ["has_same"], ["zero", "any_same"]);
        Add(graph, "Where", ["safe"], ["is_same", "one", "near"]);
        Add(graph, "Div", ["inverse"], ["one", "safe"]);
        Add(graph, "Where", ["shares_of_k"], ["has_same", "same", "inverse"]);
        Add(graph, "Reshape", ["weights"], ["shares_of_k", "column"]);
    }

    private static void AddCast(GraphProto graph, string output, string input, OnnxElementType type) =>
        Add(graph, "Cast", [output], [input], GraphEdits.Attribute("to", (long)type));

    private static void Add(GraphProto graph, string operation, string[] outputs, string[] inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto
        {
            OpType = operation,
            Name = outputs[0],
            Input = { inputs },
            Output = { outputs },
        };
        node.Attribute.Add(attributes);
        graph.Node.Add(node);
    }
}
