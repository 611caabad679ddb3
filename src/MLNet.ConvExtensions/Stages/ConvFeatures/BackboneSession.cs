using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Runtime;

namespace MLNet.ConvExtensions.Stages.ConvFeatures;

/// <summary>Computes the features of a stage: the session of its network, and how images are brought to that.</summary>
internal sealed class BackboneSession : IRowEngine, IDisposable
{
    /// <summary>Goes up when the same options come to give other features, by a change in this library.</summary>
    private const int Generation = 1;

    private readonly ConvFeaturesOptions _options;
    private readonly NetworkSession _session;
    private readonly ConstantFeatures _same;

    public BackboneSession(FeatureNetwork network, ConvFeaturesOptions options)
    {
        Network = network;
        _options = options;
        PixelShapes = [network.PixelShape];
        var graph = new SessionGraph(
            $"the network up to layer '{network.Layer}'",
            network.InputName,
            network.InputShape,
            network.OutputName,
            network.Width,
            network.ToBytes,
            network.WhyOneByOne is not null
        );
        _same = new ConstantFeatures(network.Layer, options.Logger);
        _session = new NetworkSession(graph, options.Device, typeof(ConvFeaturesTransformer));
    }

    public FeatureNetwork Network { get; }

    public int Width => Network.Width;

    public IReadOnlyList<PixelShape> PixelShapes { get; }

    /// <summary>How often the network has run.</summary>
    public long Runs => _session.Runs;

    public RowWorkspace CreateWorkspace(int capacity) =>
        new(
            new NetworkBatch(_session, capacity, _same),
            Network.TakesImages
                ? new ImageWorkspace(
                    Network.ImageSize!,
                    new PixelNormalisation(Network.Preprocessing!),
                    _options.MaxImagePixels,
                    _options.FastDecode
                )
                : null
        );

    /// <summary>The cache that the options ask for, or null.</summary>
    public static FeatureCache? CreateCache(ConvFeaturesOptions options, FeatureNetwork network) =>
        // All that decides the features of an image. The crops are part of the network's graph.
        FeatureCache.Create(
            options.CacheTo,
            options.CacheMegabytes,
            network.Width,
            options.Logger,
            () =>
                new
                {
                    Generation,
                    network.Hash,
                    network.ImageSize,
                    options.FastDecode,
                }
        );

    public void Dispose() => _session.Dispose();
}
