using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Stages.Decisions;

namespace MLNet.ConvExtensions;

/// <summary>
/// Adds the set of classes that holds the right one as often as asked, by split conformal prediction (Angelopoulos and Bates, A Gentle
/// Introduction to Conformal Prediction, 2021): that holds for rows like those it was fitted on, whatever the model is worth.
/// </summary>
public sealed class PredictionSetTransformer : DecisionTransformer
{
    private PredictionSetTransformer(IReadOnlyList<ITransformer> stages, double quantile)
        : base(stages) => Quantile = quantile;

    /// <summary>
    /// The quantile of the rows' scores that was found, 0 to 1: one less the least probability of a class in the set, or with
    /// <see cref="PredictionSetMethod.Adaptive"/> what the more probable classes may have together at most.
    /// </summary>
    public double Quantile { get; }

    internal static PredictionSetTransformer Fit(IDataView input, PredictionSetOptions options)
    {
        options.Validate();
        ScoredRows rows = ScoredRows.Read(input, options.LabelColumnName).RequireProbabilities("A prediction set");
        // Of n rows the right one is the quantile at (n + 1) coverage / n.
        int rank = (int)Math.Ceiling((rows.Count + 1) * options.Coverage);
        if (rank > rows.Count)
        {
            int needed = (int)Math.Ceiling(options.Coverage / (1 - options.Coverage));
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{nameof(options.Coverage)} is {options.Coverage}, and there are {rows.Count:N0} rows of known class; needed: "
                        + $"{needed:N0} or more."
                )
            );
        }

        bool adaptive = options.Method == PredictionSetMethod.Adaptive;
        float[] sorted = [.. rows.Scores.Select((s, i) => adaptive ? Through(s, rows.Labels[i]) : 1 - s[rows.Labels[i]]).Order()];
        float quantile = sorted[rank - 1];
        // The least probability itself, not one less what it differs from one by: no rounding decides.
        float least = rows.Scores.Select((s, i) => s[rows.Labels[i]]).OrderDescending().ElementAt(rank - 1);
        int width = rows.Column.Width;
        var chain = new DecisionChain(input.Schema);
        string inside = chain.Compute(
            "PredictionSet",
            rows.Column.Name,
            width,
            width,
            (graph, values) =>
                graph.Cast(
                    adaptive
                        ? graph.Op("Less", [Before(graph, values, width), graph.Floats(quantile)])
                        : graph.Op("GreaterOrEqual", [values, graph.Floats(least)]),
                    OnnxElementType.Float
                ),
            adaptive ? 1 : null
        );
        chain.Name(inside, rows.Column.Classes, options.OutputColumnName, best: null, DataKind.Boolean);
        return new PredictionSetTransformer(chain.Finish(), adaptive ? quantile : 1 - least);
    }

    /// <summary>The probabilities of a class, and of those that come before it: the more probable ones, of equal ones the first.</summary>
    private static float Through(float[] probabilities, int label)
    {
        double sum = probabilities[label];
        for (int c = 0; c < probabilities.Length; c++)
        {
            if (probabilities[c] > probabilities[label] || (probabilities[c] == probabilities[label] && c < label))
                sum += probabilities[c];
        }

        return (float)sum;
    }

    /// <summary>For each class the sum of what those that come before it have.</summary>
    private static string Before(OperatorGraph graph, string values, int width)
    {
        float[] earlier = new float[width * width];
        for (int c = 0; c < width; c++)
            Array.Fill(earlier, 1f, c * width, c);
        string isEarlier = graph.Op(
            "Greater",
            [graph.Op("Reshape", [graph.Floats(earlier), graph.Integers(width, width)]), graph.Floats(0.5f)]
        );
        string others = graph.Op("Unsqueeze", [values, graph.Integers(1)]),
            own = graph.Op("Unsqueeze", [values, graph.Integers(2)]);
        string tied = graph.Op("And", [graph.Op("Equal", [others, own]), isEarlier]);
        string comesBefore = graph.Op("Or", [graph.Op("Greater", [others, own]), tied]);
        string counted = graph.Op("Mul", [graph.Cast(comesBefore, OnnxElementType.Float), others]);
        return graph.Op("ReduceSum", [counted, graph.Integers(2)], GraphEdits.Attribute("keepdims", 0));
    }
}
