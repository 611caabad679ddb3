using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Compare;

/// <summary>A part of a feature set: hand-crafted features, or a network as it is or fine-tuned.</summary>
/// <param name="Kind">The kind of hand-crafted features; null for a network.</param>
/// <param name="Network">The network's name or file; empty for hand-crafted features.</param>
/// <param name="Layer">The layer that is named with it.</param>
/// <param name="IsTuned">Whether the network learns from the training images of every fold.</param>
internal sealed record FeaturePart(HandCraftedKinds? Kind, string Network = "", string? Layer = null, bool IsTuned = false)
{
    private const string Conv = "conv";
    private const string Tuned = "tuned";

    private static readonly Dictionary<string, HandCraftedKinds> Kinds = Enum.GetValues<HandCraftedKinds>()
        .Where(k => int.IsPow2((int)k))
        .ToDictionary(k => k.ToString().ToLowerInvariant());

    public bool IsFile => Kind is null && BackboneOptions.IsFile(Network);

    public IReadOnlyList<HyperParameter> Space => IsTuned ? TunedFeatures.Space : [];

    /// <summary>Files by their names alone.</summary>
    public string Name =>
        Kind is { } kind
            ? kind.ToString().ToLowerInvariant()
            : $"{(IsTuned ? Tuned : Conv)}:{(IsFile ? Path.GetFileNameWithoutExtension(Network) : Network)}{(Layer is null ? "" : "@" + Layer)}";

    /// <exception cref="UsageException">It is no feature set, or there is no such network.</exception>
    public static FeaturePart Parse(string text)
    {
        if (Kinds.TryGetValue(text, out HandCraftedKinds kind))
            return new FeaturePart(kind);
        string head = text.Split(':', '@')[0],
            rest = text[head.Length..];
        if (head is not (Conv or Tuned) || rest == ":" || rest.StartsWith(":@", StringComparison.Ordinal) || rest.EndsWith('@'))
            throw new UsageException(
                $"--features has '{text}'; allowed: {string.Join(", ", Kinds.Keys)}, conv[:NAME|FILE][@LAYER], tuned[:NAME|FILE][@LAYER]."
            );
        if (rest.Length > 0 && BackboneOptions.IsOfHub(rest[1..]))
            throw new UsageException(
                $"--features has '{text}'; allowed are names and files: of a network of the hub, name the ONNX file in the hub's cache."
            );
        int at = rest.LastIndexOf('@');
        string network = at < 0 ? rest : rest[..at];
        var part = new FeaturePart(
            null,
            network.Length == 0 ? BackboneOptions.Default : network[1..],
            at < 0 ? null : rest[(at + 1)..],
            head == Tuned
        );
        if (part.IsFile && !File.Exists(part.Network))
            throw new UsageException($"--features has '{text}', but there is no file '{part.Network}'.");
        if (!part.IsFile)
            CheckName(text, part.Network);
        return part;
    }

    private static void CheckName(string text, string network)
    {
        try
        {
            Backbone.Named(network);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--features has '{text}': {e.Message}");
        }
    }
}
