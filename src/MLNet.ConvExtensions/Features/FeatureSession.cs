namespace MLNet.ConvExtensions.Features;

/// <summary>Computes the features of a stage: the session of its network, and how images are brought to that.</summary>
internal sealed class FeatureSession : IImageEngine, IDisposable
{
    private readonly ConvFeaturesOptions _options;
    private readonly NetworkSession _session;
    private readonly SameFeatures _same;

    public FeatureSession(FeatureNetwork network, ConvFeaturesOptions options)
    {
        Network = network;
        _options = options;
        PixelShapes = [network.PixelShape];
        BackbonePreprocessing size = network.ImageSize;
        var graph = new SessionGraph(
            $"the network up to layer '{network.Layer}'", network.InputName, [3, size.Height, size.Width], network.OutputName, network.Width, network.ToBytes,
            network.WhyOneByOne is not null);
        _same = new SameFeatures(network.Layer, options.Logger);
        _session = new NetworkSession(graph, options, typeof(ConvFeaturesTransformer));
    }

    public FeatureNetwork Network { get; }

    public int Width => Network.Width;

    public IReadOnlyList<PixelShape> PixelShapes { get; }

    /// <summary>How often the network has run.</summary>
    public long Runs => _session.Runs;

    public FeatureWorkspace CreateWorkspace(int capacity) =>
        new(new ImageWorkspace(Network.ImageSize, Network.Normalisation, _options), new FeatureBatch(_session, capacity, _same));

    public void Dispose() => _session.Dispose();
}
