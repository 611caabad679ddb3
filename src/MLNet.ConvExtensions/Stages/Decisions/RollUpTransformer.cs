using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Stages.Decisions;

namespace MLNet.ConvExtensions;

/// <summary>
/// Says the smallest taxon that is probable enough: the probabilities of the classes are summed up the tree. Score stays as it is, and so
/// does PredictedLabel, which is missing where it would be a class that isn't possible.
/// </summary>
public sealed class RollUpTransformer : DecisionTransformer
{
    private RollUpTransformer(IReadOnlyList<ITransformer> stages, IReadOnlyList<string> taxa)
        : base(stages) => Taxa = taxa;

    /// <summary>The taxa that may be said or summed: the model's classes and what holds them.</summary>
    public IReadOnlyList<string> Taxa { get; }

    internal static RollUpTransformer Fit(IDataView input, Taxonomy taxonomy, RollUpOptions options)
    {
        options.Validate();
        var column = ScoreColumn.Find(input.Schema);
        string[] unknown = [.. column.Names.Where(name => !taxonomy.Contains(name))];
        if (unknown.Length > 0)
        {
            throw new ArgumentException(
                $"The taxonomy lacks classes of the model: {string.Join(", ", unknown.Select(name => $"'{name}'"))}. Each class needs "
                    + "a line, "
                    + "such as 'empty' one without a parent.",
                nameof(taxonomy)
            );
        }

        string[][] paths = [.. column.Names.Select(name => taxonomy.PathOf(name).ToArray())];
        string[] taxa = [.. paths.SelectMany(p => p).Distinct()];
        bool[] isPossible = Possible(paths, options.Possible);
        float[] members = new float[column.Width * taxa.Length];
        float[] thresholds = new float[taxa.Length],
            depths = new float[taxa.Length];
        // Above every probability, also where many were summed.
        Array.Fill(thresholds, 2);
        for (int c = 0; c < paths.Length; c++)
        {
            for (int i = 0; i < paths[c].Length; i++)
            {
                int taxon = Array.IndexOf(taxa, paths[c][i]);
                members[(c * taxa.Length) + taxon] = 1;
                depths[taxon] = paths[c].Length - i;
                if (isPossible[c])
                    thresholds[taxon] = options.Probability;
            }
        }

        var names = ClassList.OfNames(taxa);
        var chain = new DecisionChain(input.Schema);
        string sums = chain.Compute(
            "TaxonSums",
            column.Name,
            column.Width,
            taxa.Length,
            (graph, values) =>
                graph.Op("MatMul", [values, graph.Op("Reshape", [graph.Floats(members), graph.Integers(column.Width, taxa.Length)])])
        );
        string said = chain.Compute(
            "TaxonDepths",
            sums,
            taxa.Length,
            taxa.Length,
            (graph, values) => Deepest(graph, values, thresholds, depths)
        );
        chain.Name(sums, names, options.ScoreColumnName, best: null);
        chain.Name(said, names, vector: null, options.OutputColumnName);
        if (Array.IndexOf(isPossible, false) >= 0)
        {
            float[] mask = Array.ConvertAll(isPossible, possible => possible ? 1f : 0);
            string label = chain.Compute(
                "PossibleLabel",
                chain.LabelAsVector(),
                column.Width,
                column.Width,
                (graph, values) => WithoutImpossible(graph, values, mask)
            );
            chain.Label(label, column.Classes);
        }

        return new RollUpTransformer(chain.Finish(), taxa);
    }

    /// <summary>The depth of each taxon that is probable enough, 0 for the others; missing where there is none.</summary>
    private static string Deepest(OperatorGraph graph, string values, float[] thresholds, float[] depths)
    {
        string enough = graph.Cast(graph.Op("GreaterOrEqual", [values, graph.Floats(thresholds)]), OnnxElementType.Float);
        string said = graph.Op("Mul", [enough, graph.Floats(depths)]);
        string any = graph.Op("ReduceMax", [said], GraphEdits.Attribute("axes", [1L]), GraphEdits.Attribute("keepdims", 1));
        return graph.Op("Where", [graph.Op("Greater", [any, graph.Floats(0.5f)]), said, graph.Floats(float.NaN)]);
    }

    /// <summary>The label as a vector; missing where it was, or is none of those that the mask has.</summary>
    private static string WithoutImpossible(OperatorGraph graph, string values, float[] mask)
    {
        string left = graph.Op("Mul", [values, graph.Floats(mask)]);
        string any = graph.Op("ReduceSum", [left, graph.Integers(1)], GraphEdits.Attribute("keepdims", 1));
        return graph.Op("Where", [graph.Op("Greater", [any, graph.Floats(0.5f)]), left, graph.Floats(float.NaN)]);
    }

    private static bool[] Possible(string[][] paths, IReadOnlyCollection<string>? possible)
    {
        if (possible is null)
            return [.. paths.Select(_ => true)];
        bool[] result = [.. paths.Select(path => path.Any(possible.Contains))];
        return result.Contains(true)
            ? result
            : throw new ArgumentException(
                $"None of the model's classes is possible: {string.Join(", ", possible.Take(8).Select(p => $"'{p}'"))} are listed, and the "
                    + $"classes are {string.Join(", ", paths.Take(8).Select(p => $"'{p[0]}'"))}.",
                nameof(possible)
            );
    }
}
