using Microsoft.ML.Calibrators;
using MLNet.ConvExtensions.Networks.Edits;

namespace MLNet.ConvExtensions.Export;

/// <summary>
/// An isotonic calibrator as a graph: a probability that rises along straight pieces. ML.NET's converter doesn't know it.
/// </summary>
internal static class IsotonicGraph
{
    private const int Opset = 13;

    public static OnnxNetwork Create(IsotonicCalibrator calibrator, string input, string output)
    {
        float[] ends = [.. calibrator.Mins.Zip(calibrator.Maxes, (min, max) => new[] { min, max }).SelectMany(pair => pair)];
        float[] values = [.. calibrator.Values.SelectMany(value => new[] { value, value })];

        // Each piece adds the part of its rise that lies below the score.
        int[] pieces = [.. Enumerable.Range(0, ends.Length - 1).Where(i => values[i + 1] > values[i])];
        var graph = new OperatorGraph("Isotonic", Opset);
        string score = graph.Input(input, OnnxElementType.Float, 1, 1);
        string probability = graph.Floats(values[0]);
        if (pieces.Length > 0)
        {
            string starts = graph.Floats([.. pieces.Select(i => ends[i])]);
            string widths = graph.Floats([.. pieces.Select(i => ends[i + 1] - ends[i])]);
            string heights = graph.Floats([.. pieces.Select(i => values[i + 1] - values[i])]);
            string within = graph.Op("Max", [graph.Op("Min", [graph.Op("Sub", [score, starts]), widths]), graph.Floats(0)]);
            string rises = graph.Op("Mul", [graph.Op("Div", [within, widths]), heights]);
            probability = graph.Op("Add", [probability, graph.Op("ReduceSum", [rises, graph.Integers(1)])]);
        }

        graph.Output(output, graph.Op("Reshape", [probability, graph.Integers(1, 1)]), 1, 1);
        return graph.ToNetwork();
    }
}
