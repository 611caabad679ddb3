using System.Security.Cryptography;
using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Compare;

/// <summary>
/// Makes the stages of feature sets: networks with the preprocessing and the layer that the command line gives those of files.
/// </summary>
internal sealed class FeatureNetworks
{
    private readonly Dictionary<string, Backbone> _open = [];
    private readonly Dictionary<string, string> _hashes = [];

    /// <summary>Opens a file, with its own preprocessing or another.</summary>
    public required Func<string, Backbone> Open { get; init; }

    /// <summary>The layer of networks of files that name none; null for the one that each network's shape tells.</summary>
    public string? Layer { get; init; }

    /// <summary>The options that change what networks of files give, as they were written.</summary>
    public required string Written { get; init; }

    /// <summary>The epochs of a fine-tuning.</summary>
    public required int Epochs { get; init; }

    public required int Seed { get; init; }

    public CancellationToken Cancellation { get; init; }

    public IEstimator<ITransformer> Stage(MLContext context, FeaturePart part, string column, HyperParameterValues values)
    {
        if (part.Kind is { } kind)
            return context.Transforms.HandCraftedFeatures(
                new HandCraftedFeaturesOptions
                {
                    OutputColumnName = column,
                    InputColumnName = LabelledImages.ImageColumn,
                    Kinds = kind,
                    CacheMegabytes = 0,
                }
            );
        // Each image is read once: the comparison keeps the features itself.
        var options = new ConvFeaturesOptions
        {
            OutputColumnName = column,
            InputColumnName = LabelledImages.ImageColumn,
            Layer = LayerOf(part),
            CacheMegabytes = 0,
        };
        return part.IsTuned
            ? new TunedFeatures(context, Network(part), options, values, Epochs, Seed, Cancellation)
            : context.Transforms.ConvFeatures(Network(part), options);
    }

    /// <summary>What tells a part from others of the same name: a network's content, and the options.</summary>
    public string Identity(FeaturePart part)
    {
        string tuning = part.IsTuned ? FormattableString.Invariant($" {Epochs} epochs") : "";
        return part.IsFile ? $"{Hash(part.Network)}{Written}{tuning}" : part.Name + tuning;
    }

    private string? LayerOf(FeaturePart part) => part.Layer ?? (part.IsFile ? Layer : null);

    private Backbone Network(FeaturePart part)
    {
        if (!_open.TryGetValue(part.Network, out Backbone? network))
            _open.Add(part.Network, network = part.IsFile ? Open(part.Network) : Backbone.Named(part.Network));
        return network;
    }

    private string Hash(string file)
    {
        if (!_hashes.TryGetValue(file, out string? hash))
        {
            using FileStream stream = File.OpenRead(file);
            _hashes.Add(file, hash = Convert.ToHexStringLower(SHA256.HashData(stream))[..16]);
        }

        return hash;
    }
}
