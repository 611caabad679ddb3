using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Runtime;

namespace MLNet.ConvExtensions.Stages.Trained;

/// <summary>Computes a network on batches of vectors, which go into it as they are.</summary>
internal sealed class NetworkEngine : IRowEngine, IDisposable
{
    /// <summary>The bytes that a batch may take: half of what a core has near.</summary>
    private const int BatchBytes = 1 << 18;

    private const int MostRows = 32,
        MostRowsOnGpu = 256;

    private readonly NetworkSession _session;

    /// <param name="network">A network of one input, and one output, [N, width].</param>
    /// <param name="options">The columns, and how it runs.</param>
    public NetworkEngine(OnnxNetwork network, ConvFeaturesOptions options)
    {
        Network = network;
        Width = (int)network.Outputs[0].Shape![1]!.Value;
        var graph = new SessionGraph(
            $"the network '{network.Name}'",
            network.Inputs[0].Name,
            [.. network.Inputs[0].Shape!.Skip(1).Select(d => d!.Value)],
            network.Outputs[0].Name,
            Width,
            network.ToBytes
        );
        PixelShapes = [PixelShape.Of(network.Inputs[0].Shape!)];
        Options = WithBatch(options, graph.InputLength);
        _session = new NetworkSession(graph, options.Device, typeof(TrainedNetworkTransformer));
    }

    public OnnxNetwork Network { get; }

    public ConvFeaturesOptions Options { get; }

    public int Width { get; }

    public IReadOnlyList<PixelShape> PixelShapes { get; }

    /// <summary>The options with as many rows in a run as a core's cache holds, where they don't say how many.</summary>
    public static ConvFeaturesOptions WithBatch(ConvFeaturesOptions options, int inputLength) =>
        options with
        {
            BatchSize =
                options.BatchSize
                ?? (options.GpuDeviceId is null ? Math.Clamp(BatchBytes / sizeof(float) / inputLength, 1, MostRows) : MostRowsOnGpu),
        };

    public RowWorkspace CreateWorkspace(int capacity) => new(new NetworkBatch(_session, capacity));

    public void Dispose() => _session.Dispose();
}
