using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Networks.Edits;

/// <summary>Puts a head on features: dense layers with random weights, which a seed decides.</summary>
internal static class HeadEdit
{
    /// <summary>The opset in which the rate of Dropout became an input.</summary>
    private const long OpsetOfDropoutInput = 12;

    public static OnnxNetwork Apply(OnnxNetwork body, int outputs, IReadOnlyList<int> hiddenUnits, double dropout, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        foreach (int units in hiddenUnits)
            ArgumentOutOfRangeException.ThrowIfLessThan(units, 1, nameof(hiddenUnits));
        if (!(dropout >= 0 && dropout < 1))
            throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "Allowed: 0 to below 1.");
        WidthOf(body);
        OnnxNetwork network = body;
        for (int layer = 0; layer <= hiddenUnits.Count; layer++)
        {
            bool last = layer == hiddenUnits.Count;
            if (dropout > 0)
                network = WithDropout(network, dropout);
            network = WithDense(network, last ? "logits" : $"head_{layer + 1}", last ? outputs : hiddenUnits[layer], last, seed);
            if (!last)
                network = With(network, Node("Relu", Name(network, $"head_{layer + 1}_relu"), network.Outputs[0].Name));
        }

        return network;
    }

    // He's numbers for layers that a ReLU follows; for the last the smaller ones that PyTorch's dense layers begin with.
    private static OnnxNetwork WithDense(OnnxNetwork network, string wish, int units, bool last, int seed)
    {
        string name = Name(network, wish);
        int width = WidthOf(network);
        var weights = new byte[checked(units * width * sizeof(float))];
        double limit = Math.Sqrt((last ? 1.0 : 6.0) / width);
        CounterRandom.Fill(weights, CounterRandom.Key(seed, name), u => (float)(2 * limit * (u - 0.5)));
        return network.WithDenseLayer(name, MemoryMarshal.Cast<byte, float>(weights), new float[units]);
    }

    private static int WidthOf(OnnxNetwork network) =>
        network.Outputs is [{ Shape: [_, { } found] }]
            ? (int)found
            : throw new OnnxNetworkException(
                $"The network '{network.Name}' gives {string.Join(", ", network.Outputs.Select(o => $"'{o.Name}' {o.Shape}"))}; a head "
                    + "takes one row of features for each image."
            );

    private static OnnxNetwork WithDropout(OnnxNetwork network, double rate)
    {
        string input = network.Outputs[0].Name,
            name = Name(network, $"{input}_dropout");
        if (network.OpsetVersion < OpsetOfDropoutInput)
        {
            NodeProto old = Node("Dropout", name, input);
            old.Attribute.Add(Attribute("ratio", (float)rate));
            return With(network, old);
        }

        var ratio = new TensorProto
        {
            Name = Name(network, $"{name}_rate"),
            DataType = (int)OnnxElementType.Float,
            FloatData = { (float)rate },
        };
        return With(network, Constant(ratio), Node("Dropout", name, input, ratio.Name));
    }

    private static OnnxNetwork With(OnnxNetwork network, params NodeProto[] nodes)
    {
        GraphProto graph = network.Graph.Copy();
        TensorInfo info = network.Info(graph.Output[0].Name);
        graph.Node.Add(nodes);
        graph.Output.Clear();
        graph.Output.Add(Describe(nodes[^1].Output[0], TensorInfo.Of(info.Type, info.Shape)));
        return network.Edited(graph);
    }

    private static string Name(OnnxNetwork network, string wish) => network.Graph.FreeName(wish);
}
