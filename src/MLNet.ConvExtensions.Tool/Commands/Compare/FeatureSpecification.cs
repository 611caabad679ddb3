using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Compare;

/// <summary>A feature set as the command line names it: parts joined by '+'.</summary>
internal sealed record FeatureSpecification(IReadOnlyList<FeaturePart> Parts)
{
    public const string Help =
        "Feature sets, with ',' between them: conv[:NAME|FILE][@LAYER], a network by its name ('mlconv models') or file, or the one that "
        + "comes with this program; "
        + "tuned[:NAME|FILE][@LAYER], the same after it has learned from the training images of every fold, which takes its time; "
        + "or hand-crafted kinds: shape, color, hog, lbp, haralick, edges, pixels. A '+' joins several to one set.";

    public const string Default = "conv,shape,color,hog,lbp,pixels";

    public string Name => string.Join(" + ", Parts.Select(p => p.Name));

    /// <exception cref="UsageException">A part is no feature set, a file is missing, or a set is there twice.</exception>
    public static FeatureSpecification[] ParseAll(string list)
    {
        FeatureSpecification[] all =
        [
            .. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse),
        ];
        if (all.Length == 0)
            throw new UsageException("--features names no feature set. " + Help);
        return all.DistinctBy(s => s.Name).Count() == all.Length
            ? all
            : throw new UsageException($"--features is '{list}'; each feature set may be there once.");
    }

    public FeatureSet Create(MLContext context, FeatureNetworks networks)
    {
        HyperParameter[] space = [.. Parts.SelectMany(p => p.Space).DistinctBy(p => p.Name)];
        return new FeatureSet(Name, space, values => Stage(context, networks, values))
        {
            LearnsFromLabels = Parts.Any(p => p.IsTuned),
            Identity = string.Join(" + ", Parts.Select(networks.Identity)),
        };
    }

    private static FeatureSpecification Parse(string text) =>
        new([.. text.Split('+', StringSplitOptions.TrimEntries).Select(FeaturePart.Parse)]);

    private IEstimator<ITransformer> Stage(MLContext context, FeatureNetworks networks, HyperParameterValues values)
    {
        if (Parts is [var only])
            return networks.Stage(context, only, "Features", values);
        string[] columns = [.. Parts.Select((_, i) => $"Part{i}")];
        var chain = new EstimatorChain<ITransformer>();
        for (int i = 0; i < columns.Length; i++)
            chain = chain.Append(networks.Stage(context, Parts[i], columns[i], values));
        return chain.Append(context.Transforms.Concatenate("Features", columns));
    }
}
