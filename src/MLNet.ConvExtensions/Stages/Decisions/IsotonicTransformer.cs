using Microsoft.ML;
using Microsoft.ML.Calibrators;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Stages.Decisions;

namespace MLNet.ConvExtensions;

/// <summary>
/// Makes Score calibrated probabilities: each class's score against how often rows of such a score were of the class, by isotonic
/// regression, and these numbers divided by their sum (Zadrozny and Elkan, Transforming Classifier Scores into Accurate Multiclass
/// Probability Estimates, 2002). Where all of them are 0, every class has the same probability. Another class may become the most probable
/// one.
/// </summary>
public sealed class IsotonicTransformer : DecisionTransformer
{
    private const float Tiny = 1e-30f;

    private IsotonicTransformer(IReadOnlyList<ITransformer> stages)
        : base(stages) { }

    internal static IsotonicTransformer Fit(IDataView input, string labelColumn)
    {
        var rows = ScoredRows.Read(input, labelColumn);
        int width = rows.Column.Width;
        int[] missing = [.. Enumerable.Range(0, width).Except(rows.Labels)];
        if (missing.Length > 0)
        {
            throw new InvalidOperationException(
                $"No row is of the class {rows.Column.Classes.NameOf(missing[0])}"
                    + (missing.Length > 1 ? $" (nor of {missing.Length - 1} more)" : "")
                    + ", and an isotonic calibrator needs some of each, tens better than few; a temperature needs fewer rows."
            );
        }

        Steps[] classes = [.. Enumerable.Range(0, width).Select(c => Steps.Of(rows, c))];
        var chain = new DecisionChain(input.Schema);
        string scores = chain.Compute("Isotonic", rows.Column.Name, width, width, (graph, values) => Write(graph, values, classes));
        chain.Predict(scores, rows.Column.Classes);
        return new IsotonicTransformer(chain.Finish());
    }

    /// <summary>
    /// Each step adds the part of its rise that lies below the score; classes with fewer steps than others have flat ones.
    /// </summary>
    private static string Write(OperatorGraph graph, string values, Steps[] classes)
    {
        int most = Math.Max(1, classes.Max(c => c.Starts.Length));
        string score = graph.Op("Unsqueeze", [values, graph.Integers(2)]),
            starts = Table(c => c.Starts, 0),
            widths = Table(c => c.Widths, 1),
            heights = Table(c => c.Heights, 0);
        string within = graph.Op("Max", [graph.Op("Min", [graph.Op("Sub", [score, starts]), widths]), graph.Floats(0)]);
        string rises = graph.Op("Mul", [graph.Op("Div", [within, widths]), heights]);
        string sums = graph.Op("ReduceSum", [rises, graph.Integers(2)], GraphEdits.Attribute("keepdims", 0));
        string frequencies = graph.Op("Add", [sums, graph.Floats([.. classes.Select(c => c.First)])]);
        string total = graph.Op("ReduceSum", [frequencies, graph.Integers(1)], GraphEdits.Attribute("keepdims", 1));
        string shares = graph.Op("Div", [frequencies, graph.Op("Max", [total, graph.Floats(Tiny)])]);
        return graph.Op("Where", [graph.Op("Greater", [total, graph.Floats(Tiny)]), shares, graph.Floats(1f / classes.Length)]);

        string Table(Func<Steps, float[]> of, float otherwise)
        {
            float[] all = [.. classes.SelectMany(c => of(c).Concat(Enumerable.Repeat(otherwise, most - of(c).Length)))];
            return graph.Op("Reshape", [graph.Floats(all), graph.Integers(classes.Length, most)]);
        }
    }

    /// <summary>What ML.NET's calibrator learned of a class, as rises between flat pieces.</summary>
    private sealed record Steps(float First, float[] Starts, float[] Widths, float[] Heights)
    {
        public static Steps Of(ScoredRows rows, int ofClass)
        {
            var context = new MLContext();
            IDataView data = context.Data.LoadFromEnumerable(
                rows.Scores.Select((s, i) => new Row { Score = s[ofClass], Label = rows.Labels[i] == ofClass })
            );
            IPredictionTransformer<IsotonicCalibrator> fitted = context.BinaryClassification.Calibrators.Isotonic().Fit(data);
            IsotonicCalibrator model = fitted.Model;
            int[] rises = [.. Enumerable.Range(0, model.Values.Length - 1)];
            return new Steps(
                model.Values[0],
                [.. rises.Select(i => model.Maxes[i])],
                [.. rises.Select(i => model.Mins[i + 1] - model.Maxes[i])],
                [.. rises.Select(i => model.Values[i + 1] - model.Values[i])]
            );
        }

        private sealed class Row
        {
            public float Score { get; set; }

            public bool Label { get; set; }
        }
    }
}
