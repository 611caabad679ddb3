using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Stages.Decisions;
using MLNet.ConvExtensions.Stages.Neighbors;

namespace MLNet.ConvExtensions;

/// <summary>
/// Says which rows are unlike all classes: a column with how unlike a row is, and one with whether that is above <see cref="Threshold"/>.
/// PredictedLabel is missing there; elsewhere it stays as it is, and so does Score. Where the features or scores are missing the row is
/// unknown.
/// </summary>
public sealed class UnknownTransformer : DecisionTransformer
{
    private UnknownTransformer(IReadOnlyList<ITransformer> stages, float threshold)
        : base(stages) => Threshold = threshold;

    /// <summary>The highest score of rows that are accepted.</summary>
    public float Threshold { get; }

    /// <summary>By the distance to the k-th nearest of the rows that it is fitted on.</summary>
    internal static UnknownTransformer FitNeighbors(IDataView input, UnknownOptions options)
    {
        options.Validate();
        var column = ScoreColumn.Find(input.Schema);
        DataViewSchema.Column features = FeatureColumn.Check(input.Schema, options.FeatureColumnName);
        float[] rows = FeatureColumn.Read(input, features, options.Distance);
        int width = ((VectorDataViewType)features.Type).Size,
            count = rows.Length / width;
        if (count <= options.NumberOfNeighbors)
        {
            throw new InvalidOperationException(
                $"{nameof(options.NumberOfNeighbors)} is {options.NumberOfNeighbors}, and there are {count:N0} rows; needed: more "
                    + "rows than that."
            );
        }

        // A row that is judged isn't among those that it is compared with, as a row to come won't be.
        float[] distances =
        [
            .. new NeighborSearch(rows, width, options.Distance)
                .FindForRows(options.NumberOfNeighbors)
                .Select(found => (float)found[^1].Distance),
        ];
        return Create(
            input.Schema,
            options,
            column,
            options.FeatureColumnName,
            width,
            distances,
            (graph, values) => KthDistance.Write(graph, values, rows, width, options)
        );
    }

    /// <summary>By the energy of the logits: less the logarithm of the sum of their exponentials (Liu and others, 2020).</summary>
    internal static UnknownTransformer FitEnergy(IDataView input, UnknownOptions options)
    {
        options.Validate();
        var column = ScoreColumn.Find(input.Schema);
        float[][] scores = [.. input.GetColumn<float[]>(column.Name).Where(s => Array.TrueForAll(s, float.IsFinite))];
        if (scores.Length == 0)
            throw new InvalidOperationException($"No row has scores ('{column.Name}'); needed: rows of known classes.");
        if (Array.TrueForAll(scores, s => ScoreColumn.AreProbabilities(s)))
        {
            throw new InvalidOperationException(
                $"The column '{column.Name}' has probabilities, which add up to 1 whatever a row is: there is no energy in them. Needed: a "
                    + "trainer whose scores are logits, such as OneVersusAll without probabilities; or UnknownByNeighbors, which "
                    + "looks at the "
                    + "features."
            );
        }

        return Create(
            input.Schema,
            options,
            column,
            column.Name,
            column.Width,
            [.. scores.Select(Energy)],
            (graph, values) =>
                graph.Op(
                    "Neg",
                    [graph.Op("ReduceLogSumExp", [values], GraphEdits.Attribute("axes", [1L]), GraphEdits.Attribute("keepdims", 1))]
                )
        );
    }

    private static float Energy(float[] logits)
    {
        float most = logits.Max();
        return -(most + MathF.Log(logits.Sum(l => MathF.Exp(l - most))));
    }

    private static UnknownTransformer Create(
        DataViewSchema schema,
        UnknownOptions options,
        ScoreColumn scores,
        string input,
        int width,
        float[] known,
        Func<OperatorGraph, string, string> measure
    )
    {
        // The least score that at least the asked part of the rows doesn't exceed, as of one row more.
        float[] sorted = [.. known.Order()];
        int rank = Math.Min(sorted.Length, (int)Math.Ceiling((sorted.Length + 1) * options.AcceptedShare));
        float threshold = sorted[rank - 1];
        var chain = new DecisionChain(schema);
        string measured = chain.Compute("Unlike", input, width, 1, measure, batchSize: 1);
        string joined = chain.Join("LabelAndUnlike", chain.LabelAsVector(), measured);
        string label = chain.Compute(
            "KnownLabel",
            joined,
            scores.Width + 1,
            scores.Width,
            (graph, values) => WithoutUnknown(graph, values, scores.Width, threshold)
        );
        chain.Label(label, scores.Classes);
        chain.Number(options.ScoreColumnName, measured);
        chain.Flag(options.OutputColumnName, options.ScoreColumnName, FormattableString.Invariant($"x => !(x <= {threshold:R}f)"));
        return new UnknownTransformer(chain.Finish(), threshold);
    }

    /// <summary>The label as a vector; missing where there was none, or where the last number is above the threshold.</summary>
    private static string WithoutUnknown(OperatorGraph graph, string values, int classes, float threshold)
    {
        string was = graph.Op("Slice", [values, graph.Integers(0), graph.Integers(classes), graph.Integers(1)]),
            unlike = graph.Op("Slice", [values, graph.Integers(classes), graph.Integers(classes + 1), graph.Integers(1)]);
        string any = graph.Op("ReduceSum", [was, graph.Integers(1)], GraphEdits.Attribute("keepdims", 1));
        string isKnown = graph.Op(
            "And",
            [graph.Op("LessOrEqual", [unlike, graph.Floats(threshold)]), graph.Op("Greater", [any, graph.Floats(0.5f)])]
        );
        return graph.Op("Where", [isKnown, was, graph.Floats(float.NaN)]);
    }
}
