using Microsoft.ML;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Stages.Decisions;

namespace MLNet.ConvExtensions;

/// <summary>
/// Gives classes that are impossible where the photos come from a probability of 0, and divides those of the others by their sum. Where
/// these are 0 all, scores and label are missing.
/// </summary>
public sealed class PossibleClassesTransformer : DecisionTransformer
{
    private PossibleClassesTransformer(IReadOnlyList<ITransformer> stages, IReadOnlyList<string> possible, IReadOnlyList<string> impossible)
        : base(stages) => (Possible, Impossible) = (possible, impossible);

    /// <summary>The model's classes that are possible.</summary>
    public IReadOnlyList<string> Possible { get; }

    /// <summary>The model's classes that aren't.</summary>
    public IReadOnlyList<string> Impossible { get; }

    internal static PossibleClassesTransformer Fit(IDataView input, IReadOnlyCollection<string> possible)
    {
        var column = ScoreColumn.Find(input.Schema);
        float[] mask = [.. column.Names.Select(name => possible.Contains(name) ? 1f : 0)];
        if (mask.Sum() == 0)
        {
            throw new ArgumentException(
                $"None of the model's classes is possible: {string.Join(", ", possible.Take(8).Select(p => $"'{p}'"))} are listed, and the "
                    + $"classes are {column.Classes}.",
                nameof(possible)
            );
        }

        var chain = new DecisionChain(input.Schema);
        string scores = chain.Compute(
            "Possible",
            column.Name,
            column.Width,
            column.Width,
            (graph, values) =>
            {
                string left = graph.Op("Mul", [values, graph.Floats(mask)]);
                string sum = graph.Op("ReduceSum", [left, graph.Integers(1)], GraphEdits.Attribute("keepdims", 1));
                return graph.Op("Div", [left, sum]);
            }
        );
        chain.Predict(scores, column.Classes);
        string[] names = [.. column.Names];
        return new PossibleClassesTransformer(
            chain.Finish(),
            [.. names.Where((_, i) => mask[i] > 0)],
            [.. names.Where((_, i) => mask[i] == 0)]
        );
    }
}
