namespace MLNet.ConvExtensions.Features;

/// <summary>Computes the features of a stage: the session of its network, and how images are brought to that.</summary>
internal sealed class FeatureSession : IImageEngine, IDisposable
{
    private readonly ConvFeaturesOptions _options;
    private readonly NetworkSession _session;

    public FeatureSession(FeatureNetwork network, ConvFeaturesOptions options)
    {
        Network = network;
        _options = options;
        PixelCounts = [network.PixelCount];
        BackbonePreprocessing size = network.ImageSize;
        var graph = new SessionGraph(
            $"the network up to layer '{network.Layer}'", network.InputName, [3, size.Height, size.Width], network.OutputName, network.Width, network.ToBytes);
        _session = new NetworkSession(graph, options, typeof(ConvFeaturesTransformer));
    }

    public FeatureNetwork Network { get; }

    public int Width => Network.Width;

    public IReadOnlyList<int> PixelCounts { get; }

    /// <summary>How often the network has run.</summary>
    public long Runs => _session.Runs;

    public FeatureWorkspace CreateWorkspace(int capacity) =>
        new(new ImageWorkspace(Network.ImageSize, Network.Normalisation, _options), new FeatureBatch(_session, capacity));

    public void Dispose() => _session.Dispose();
}
