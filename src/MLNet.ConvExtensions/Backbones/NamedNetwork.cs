namespace MLNet.ConvExtensions;

/// <summary>A network that is known by name: a design whose weights are still to be trained, a pretrained network, or both.</summary>
public sealed class NamedNetwork
{
    internal NamedNetwork(Architecture? architecture, Backbone? pretrained) => (Architecture, Pretrained) = (architecture, pretrained);

    /// <summary>The name, like <c>ResNet50</c>.</summary>
    public string Name => Pretrained?.Name ?? Architecture!.Name;

    /// <summary>The design, for any size of image and any number of classes; null where only a trained file of it is known.</summary>
    public Architecture? Architecture { get; }

    /// <summary>The network with published weights, and the preprocessing that they need; null where none are known.</summary>
    public Backbone? Pretrained { get; }

    /// <summary>A network for new classes.</summary>
    /// <param name="classes">The number of classes; 1 for regression.</param>
    /// <param name="pretrained">
    /// Whether the weights up to the features are the published ones, with a new linear head behind them, for images preprocessed by
    /// <see cref="Backbone.GetPreprocessing"/> of <see cref="Pretrained"/>; or else all weights are drawn, for images of the size that the
    /// design was published for. Published weights are downloaded when they are first needed.
    /// </param>
    /// <param name="seed">The seed of the weights that are drawn.</param>
    /// <returns>[N, C, H, W] to logits, [N, classes]; a fresh network may have auxiliary classifiers as further outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1.</exception>
    /// <exception cref="NotSupportedException">There is no such form of this network: no published weights, or no design.</exception>
    /// <exception cref="BackboneDownloadException">The weights couldn't be downloaded.</exception>
    /// <exception cref="OnnxNetworkException">The file is damaged, or its package is missing.</exception>
    public OnnxNetwork Create(int classes, bool pretrained = true, int seed = 1)
    {
        if (classes < 1)
            throw new ArgumentOutOfRangeException(nameof(classes), classes, "1 or more is allowed.");
        if (pretrained)
        {
            Backbone backbone =
                Pretrained
                ?? throw new NotSupportedException($"No published weights of {Name} are known here; 'pretrained: false' draws them.");
            return backbone.GetFeatureNetwork().WithHead(classes, seed: seed);
        }

        Architecture design =
            Architecture
            ?? throw new NotSupportedException($"{Name} is known with its published weights only; 'pretrained: true' takes them.");
        return design.Build(design.Size, design.Size, design.Channels, classes, seed);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
