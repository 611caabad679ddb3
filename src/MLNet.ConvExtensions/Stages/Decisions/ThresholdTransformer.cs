using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Stages.Decisions;

namespace MLNet.ConvExtensions;

/// <summary>
/// Makes PredictedLabel what a threshold of probability says; Score and Probability stay as they are. Of two classes, true from the
/// threshold on. Of several with a target class, that class from the threshold on, whatever others have, and below it the most probable of
/// the others. Without a target class, the most probable class from the threshold on, and below it none: the label is missing.
/// </summary>
public sealed class ThresholdTransformer : DecisionTransformer
{
    private const string Probability = "Probability",
        PredictedLabel = "PredictedLabel";

    private ThresholdTransformer(IReadOnlyList<ITransformer> stages, ThresholdChoice choice, string? targetClass)
        : base(stages) => (Choice, TargetClass) = (choice, targetClass);

    /// <summary>The threshold, and what it was worth on the rows that it was chosen by.</summary>
    public ThresholdChoice Choice { get; }

    /// <summary>The class that it is for; null for all, and of two classes.</summary>
    public string? TargetClass { get; }

    /// <summary>That of a classifier of several classes.</summary>
    internal static ThresholdTransformer Fit(IDataView input, ThresholdOptions options)
    {
        options.Validate();
        var column = ScoreColumn.Find(input.Schema);
        int? place = options.TargetClass is { } name ? column.PlaceOf(name, nameof(options.TargetClass)) : null;
        if (options.TargetRecall is not null && place is null)
        {
            throw new ArgumentException(
                $"{nameof(options.TargetRecall)} is {options.TargetRecall}, and no {nameof(options.TargetClass)} is named; the classes are "
                    + $"{column.Classes}."
            );
        }

        ThresholdChoice choice = options.Probability is { } given ? ThresholdChoice.Given(given) : Learn(input, options, place);
        var chain = new DecisionChain(input.Schema);
        string numbers = chain.Compute(
            "Threshold",
            column.Name,
            column.Width,
            column.Width,
            (graph, values) => OfProbabilities(graph, values, Write(graph, values, column.Width, place, choice.Threshold))
        );
        chain.Label(numbers, column.Classes);
        return new ThresholdTransformer(chain.Finish(), choice, options.TargetClass);
    }

    /// <summary>That of a classifier of two classes.</summary>
    internal static ThresholdTransformer FitBinary(IDataView input, ThresholdOptions options)
    {
        options.Validate();
        if (options.TargetClass is not null)
            throw new ArgumentException($"{nameof(options.TargetClass)} is '{options.TargetClass}'; of two classes it is always 'true'.");
        if (input.Schema.GetColumnOrNull(Probability)?.Type != NumberDataViewType.Single)
        {
            throw new ArgumentException(
                $"There is no column '{Probability}' of Single. Put BinaryClassification.Calibrators.Platt() behind the trainer first."
            );
        }

        ThresholdChoice choice = options.Probability is { } given ? ThresholdChoice.Given(given) : LearnBinary(input, options);
        return Binary(choice);
    }

    internal static ThresholdTransformer Binary(ThresholdChoice choice)
    {
        // The stage looks at nothing but this column.
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(Probability, NumberDataViewType.Single);
        var chain = new DecisionChain(schema.ToSchema());
        chain.Flag(PredictedLabel, Probability, FormattableString.Invariant($"p => p >= {choice.Threshold:R}f"));
        return new ThresholdTransformer(chain.Finish(), choice, targetClass: null);
    }

    private static ThresholdChoice Learn(IDataView input, ThresholdOptions options, int? place)
    {
        ScoredRows rows = ScoredRows.Read(input, options.LabelColumnName).RequireProbabilities("A threshold");
        return place is { } target
            ? ThresholdChoice.Choose(
                options,
                [.. rows.Scores.Select(s => s[target])],
                [.. rows.Labels.Select(l => l == target)],
                $"the class '{options.TargetClass}'"
            )
            : ThresholdChoice.Choose(
                options,
                [.. rows.Scores.Select(s => s.Max())],
                [.. rows.Scores.Select((s, i) => Array.IndexOf(s, s.Max()) == rows.Labels[i])],
                "the class that is predicted"
            );
    }

    private static ThresholdChoice LearnBinary(IDataView input, ThresholdOptions options)
    {
        double[] labels = ColumnValues.Labels(input, ModelTask.Binary, options.LabelColumnName);
        float[] probabilities = [.. input.GetColumn<float>(Probability)];
        int[] known = [.. Enumerable.Range(0, labels.Length).Where(i => float.IsFinite(probabilities[i]))];
        return ThresholdChoice.Choose(
            options,
            [.. known.Select(i => probabilities[i])],
            [.. known.Select(i => labels[i] > 0)],
            "the class 'true'"
        );
    }

    /// <summary>What is missing where the scores are no probabilities: of logits a threshold would say something else.</summary>
    private static string OfProbabilities(OperatorGraph graph, string values, string numbers)
    {
        string sum = graph.Op("ReduceSum", [values, graph.Integers(1)], GraphEdits.Attribute("keepdims", 1));
        string off = graph.Op("Abs", [graph.Op("Sub", [sum, graph.Floats(1)])]);
        return graph.Op("Where", [graph.Op("Less", [off, graph.Floats(ScoreColumn.Tolerance)]), numbers, graph.Floats(float.NaN)]);
    }

    /// <summary>Numbers of which the highest is that of the class to be said; missing ones for none.</summary>
    private static string Write(OperatorGraph graph, string values, int width, int? place, float threshold)
    {
        if (place is not { } target)
        {
            string most = graph.Op("ReduceMax", [values], GraphEdits.Attribute("axes", [1L]), GraphEdits.Attribute("keepdims", 1));
            return graph.Op("Where", [graph.Op("GreaterOrEqual", [most, graph.Floats(threshold)]), values, graph.Floats(float.NaN)]);
        }

        // Above every probability, and below.
        string isSaid = graph.Op("GreaterOrEqual", [values, graph.Floats(threshold)]);
        string said = graph.Op("Where", [isSaid, graph.Floats(2), graph.Floats(-1)]);
        float[] mask = new float[width];
        mask[target] = 1;
        string isTarget = graph.Op("Greater", [graph.Floats(mask), graph.Floats(0.5f)]);
        return graph.Op("Where", [isTarget, said, values]);
    }
}
