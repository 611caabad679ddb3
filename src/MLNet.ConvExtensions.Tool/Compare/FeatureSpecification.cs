using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Compare;

/// <summary>A feature set as the command line names it: parts joined by '+'.</summary>
internal sealed record FeatureSpecification(string Text)
{
    public const string Help = "Feature sets, with ',' between them: conv[:NAME|FILE][@LAYER], a network by its name ('mlconv models') or file, or the one that comes with this program; or hand-crafted kinds: shape, color, hog, lbp, haralick, edges, pixels. A '+' joins several to one set.";
    public const string Default = "conv,shape,color,hog,lbp,pixels";

    private const string Conv = "conv";
    private const string ConvPrefix = Conv + ":";

    private static readonly Dictionary<string, HandCraftedKinds> Kinds = Enum.GetValues<HandCraftedKinds>()
        .Where(k => int.IsPow2((int)k)).ToDictionary(k => k.ToString().ToLowerInvariant());

    public static FeatureSpecification[] ParseAll(string list)
    {
        FeatureSpecification[] all = [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(text => new FeatureSpecification(text))];
        if (all.Length == 0)
            throw new UsageException("--features names no feature set. " + Help);
        foreach (string part in all.SelectMany(s => s.Parts()))
            CheckPart(part);
        return all.DistinctBy(s => s.Name()).Count() == all.Length ? all : throw new UsageException($"--features is '{list}'; each feature set may be there once.");
    }

    public FeatureSet Create(MLContext context)
    {
        string[] parts = Parts();
        if (parts is [var only])
            return new FeatureSet(Name(), Stage(context, only, "Features"));
        string[] columns = [.. parts.Select((_, i) => $"Part{i}")];
        var chain = new EstimatorChain<ITransformer>();
        for (int i = 0; i < parts.Length; i++)
            chain = chain.Append(Stage(context, parts[i], columns[i]));
        return new FeatureSet(Name(), chain.Append(context.Transforms.Concatenate("Features", columns)));
    }

    private static void CheckPart(string part)
    {
        if (Kinds.ContainsKey(part))
            return;
        if (!IsConv(part) || Network(part) is ("", _))
            throw new UsageException($"--features has '{part}'; allowed: {string.Join(", ", Kinds.Keys)}, conv[:NAME|FILE][@LAYER].");
        (string network, _) = Network(part);
        if (!IsFile(network))
            Backbone.Named(network);
        else if (!File.Exists(network))
            throw new UsageException($"--features has '{part}', but there is no file '{network}'.");
    }

    private static IEstimator<ITransformer> Stage(MLContext context, string part, string column)
    {
        if (Kinds.TryGetValue(part, out HandCraftedKinds kind))
            return context.Transforms.HandCraftedFeatures(new HandCraftedFeaturesOptions { OutputColumnName = column, InputColumnName = "ImagePath", Kinds = kind, CacheMegabytes = 0 });

        (string network, string? layer) = Network(part);
        // Each image is read once: the comparison keeps the features itself.
        var options = new ConvFeaturesOptions { OutputColumnName = column, InputColumnName = "ImagePath", Layer = layer, CacheMegabytes = 0 };
        return context.Transforms.ConvFeatures(IsFile(network) ? Backbone.FromFile(network) : Backbone.Named(network), options);
    }

    private static bool IsConv(string part) => part == Conv || part.StartsWith(Conv + "@", StringComparison.Ordinal) || part.StartsWith(ConvPrefix, StringComparison.Ordinal);

    private static (string Network, string? Layer) Network(string part)
    {
        string text = part.StartsWith(ConvPrefix, StringComparison.Ordinal) ? part[ConvPrefix.Length..] : BackboneOptions.Default + part[Conv.Length..];
        int at = text.LastIndexOf('@');
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private static bool IsFile(string network) =>
        File.Exists(network) || network.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || network.AsSpan().IndexOfAny('/', Path.DirectorySeparatorChar) >= 0;

    private string[] Parts() => Text.Split('+', StringSplitOptions.TrimEntries);

    /// <summary>Files by their names alone.</summary>
    private string Name() => string.Join(" + ", Parts().Select(part =>
    {
        if (!IsConv(part))
            return part;
        (string network, string? layer) = Network(part);
        return $"{ConvPrefix}{(IsFile(network) ? Path.GetFileNameWithoutExtension(network) : network)}{(layer is null ? "" : "@" + layer)}";
    }));
}
