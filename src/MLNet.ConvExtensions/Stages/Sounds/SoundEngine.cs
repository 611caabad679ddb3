using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Runtime;
using MLNet.ConvExtensions.Sounds;

namespace MLNet.ConvExtensions.Stages.Sounds;

/// <summary>Computes what a stage makes of sounds of one length: a graph of its own, in ONNX Runtime.</summary>
internal sealed class SoundEngine : IRowEngine, IDisposable
{
    private readonly SoundOptions _options;
    private readonly NetworkSession _session;

    /// <exception cref="ArgumentException">The sounds are too short for a frame.</exception>
    public SoundEngine(SoundOptions options, SoundOutput output, int samples)
    {
        _options = options;
        Samples = samples;
        Frames = output == SoundOutput.Samples ? samples : options.Spectrogram.GetFrames(samples);
        Network = output == SoundOutput.Samples ? SpectrogramGraph.OfSamples(samples) : Spectrogram(options, output, samples);
        Width = (int)Network.Outputs[0].Shape![1]!.Value;
        PixelShapes = [PixelShape.Row(samples)];
        var graph = new SessionGraph(
            "the graph of sounds",
            SpectrogramGraph.Input,
            [samples],
            SpectrogramGraph.Result,
            Width,
            Network.ToBytes
        );
        _session = new NetworkSession(graph, new SessionDevice(Gpu: null, FallbackToCpu: false, Logger: null), typeof(SoundTransformer));
    }

    /// <summary>[N, samples] to [N, width].</summary>
    public OnnxNetwork Network { get; }

    /// <summary>Samples of a sound.</summary>
    public int Samples { get; }

    public int Frames { get; }

    public int Width { get; }

    public IReadOnlyList<PixelShape> PixelShapes { get; }

    public ImageColumnKind KindOf(string column, DataViewType type) => SoundColumn.KindOf(column, type, Samples);

    public ColumnReader CreateReader(DataViewRow row, DataViewSchema.Column column, ImageColumnKind kind, string? folder, int places) =>
        kind == ImageColumnKind.Pixels
            ? ColumnReader.Create(row, column, kind, channels: 1, folder, places)
            : new SoundReader(row, column, kind, folder, _options.SampleRate, places);

    public RowWorkspace CreateWorkspace(int capacity) => new(new NetworkBatch(_session, capacity));

    public void Dispose() => _session.Dispose();

    private static OnnxNetwork Spectrogram(SoundOptions options, SoundOutput output, int samples)
    {
        double[,] filters = MelFilters.Create(options.Spectrogram, options.SampleRate);
        IReadOnlyList<int> empty = MelFilters.FindEmpty(filters);
        if (empty.Count > 0)
        {
            options.Logger?.LogWarning(
                "{Empty} of {Bands} mel bands, the first number {First}, have no frequency of a transform of {Length} samples at {Rate} a "
                    + "second, and are always silent: take fewer bands or a longer transform.",
                empty.Count,
                options.Spectrogram.MelBands,
                empty[0],
                options.Spectrogram.TransformLength,
                options.SampleRate
            );
        }

        return SpectrogramGraph.Create(options.Spectrogram, samples, filters, output == SoundOutput.Mfcc ? options.Coefficients : null);
    }
}
