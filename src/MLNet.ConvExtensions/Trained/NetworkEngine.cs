using MLNet.ConvExtensions.Features;
using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Trained;

/// <summary>Computes a network on batches of vectors, which go into it as they are.</summary>
internal sealed class NetworkEngine : IImageEngine, IDisposable
{
    private readonly NetworkSession _session;

    /// <param name="network">A network of one input, and one output, [N, width].</param>
    /// <param name="settings">How it runs.</param>
    /// <param name="outputColumn">The column with what it says.</param>
    public NetworkEngine(OnnxNetwork network, TrainedStageSettings settings, string outputColumn)
    {
        Network = network;
        Width = (int)network.Outputs[0].Shape![1]!.Value;
        var graph = new SessionGraph(
            $"the network '{network.Name}'", network.Inputs[0].Name, [.. network.Inputs[0].Shape!.Skip(1).Select(d => d!.Value)], network.Outputs[0].Name, Width, network.ToBytes);
        PixelCounts = [graph.InputLength];
        Options = settings.ToOptions(outputColumn, graph.InputLength);
        _session = new NetworkSession(graph, Options, typeof(TrainedNetworkTransformer));
    }

    public OnnxNetwork Network { get; }

    public ConvFeaturesOptions Options { get; }

    public int Width { get; }

    public IReadOnlyList<int> PixelCounts { get; }

    public FeatureWorkspace CreateWorkspace(int capacity) => new(
        new ImageWorkspace(new ImageDecoder(maxPixels: 1), new ImagePreprocessor(new BackbonePreprocessing(), PixelNormalisation.None)),
        new FeatureBatch(_session, capacity));

    public void Dispose() => _session.Dispose();
}
