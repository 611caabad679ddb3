using MLNet.ConvExtensions.Features;
using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Trained;

/// <summary>Computes a trained network on batches of rows.</summary>
internal sealed class NetworkEngine : IImageEngine, IDisposable
{
    /// <summary>The bytes that a batch may take: half of what a core has near.</summary>
    private const int BatchBytes = 1 << 18;

    private const int MostRows = 32, MostRowsOnGpu = 256;

    private readonly NetworkSession _session;

    public NetworkEngine(TrainedGraph graph, TrainedStageSettings settings)
    {
        Graph = graph;
        int fitting = settings.GpuDeviceId is null ? Math.Min(MostRows, BatchBytes / sizeof(float) / graph.Session.InputLength) : MostRowsOnGpu;
        BatchSize = settings.BatchSize ?? Math.Max(1, fitting);
        PixelCounts = [graph.Session.InputLength];
        var options = new ConvFeaturesOptions { GpuDeviceId = settings.GpuDeviceId, FallbackToCpu = settings.FallbackToCpu, Logger = settings.Logger };
        _session = new NetworkSession(graph.Session, options, typeof(TrainedNetworkTransformer));
    }

    public TrainedGraph Graph { get; }

    public int BatchSize { get; }

    public int Width => Graph.Width;

    public IReadOnlyList<int> PixelCounts { get; }

    /// <summary>How often the network has run.</summary>
    public long Runs => _session.Runs;

    public FeatureWorkspace CreateWorkspace(int capacity) => new(
        new ImageWorkspace(new ImageDecoder(maxPixels: 1), new ImagePreprocessor(new BackbonePreprocessing(), PixelNormalisation.None)),
        new FeatureBatch(_session, capacity));

    public void Dispose() => _session.Dispose();
}
