using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.Detection;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>
/// Adds a column of what a detector is most sure of in photos, cut out and brought to one size. Lazy: photos are read and computed, a few
/// ahead, when a cursor asks for the column.
/// </summary>
/// <remarks>One ONNX Runtime session serves all cursors and all prediction engines, from any number of threads.</remarks>
public sealed class CropToDetectionsTransformer : ITransformer, IDisposable
{
    private readonly CropEngine _engine;

    internal CropToDetectionsTransformer(
        CropToDetectionsOptions crop,
        DetectionOptions options,
        DetectorNetwork network,
        ImageColumnKind kind
    )
        : this(crop, options, new CropEngine(network, crop, options with { FastDecode = false }), kind) { }

    private CropToDetectionsTransformer(CropToDetectionsOptions crop, DetectionOptions options, CropEngine engine, ImageColumnKind kind)
    {
        Crop = crop;
        Options = options;
        _engine = engine;
        Stage = new RowStage(options.SettingsFor(batched: false), kind, engine, cache: null);
    }

    /// <summary>The column of images that the stage reads.</summary>
    public string InputColumnName => Options.InputName;

    /// <summary>The column that the stage adds.</summary>
    public string OutputColumnName => Options.OutputColumnName;

    /// <summary>The images that could not be read, where <see cref="BadImageHandling.Missing"/> was chosen.</summary>
    public BadImageLog BadImages => Stage.BadImages;

    bool ITransformer.IsRowToRowMapper => true;

    internal CropToDetectionsOptions Crop { get; }

    internal DetectionOptions Options { get; }

    internal DetectorNetwork Network => _engine.Network;

    internal RowStage Stage { get; }

    /// <summary>The input's schema with the column of crops added; a column of the same name is hidden by it.</summary>
    /// <param name="inputSchema">The input's schema, which must hold the column of images.</param>
    /// <returns>The schema of what <see cref="Transform"/> returns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Stage.GetOutputSchema(inputSchema);

    /// <summary>The input with the column of crops. Nothing is read yet.</summary>
    /// <param name="input">Data with a column of images: paths, encoded files or <see cref="MLImage"/>.</param>
    /// <returns>The data with the crops.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new RowStageView(Stage, input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowStageMapper(Stage, inputSchema);
    }

    /// <summary>Frees the network's session once no cursor or prediction engine uses it any more. May be called twice.</summary>
    public void Dispose() => _engine.Dispose();

    /// <summary>The same stage with a session of its own on another device.</summary>
    /// <param name="gpuDeviceId">The CUDA device; null for the CPU.</param>
    /// <param name="fallbackToCpu">Whether it runs on the CPU, with a warning to the options' logger, if the GPU can't be had.</param>
    /// <returns>The stage. Dispose it when it is no longer needed; this one stays as it is.</returns>
    /// <exception cref="ArgumentException"><paramref name="gpuDeviceId"/> is below 0.</exception>
    /// <exception cref="InvalidOperationException">The GPU can't be had, and <paramref name="fallbackToCpu"/> is false.</exception>
    public CropToDetectionsTransformer OnDevice(int? gpuDeviceId, bool fallbackToCpu = false)
    {
        DetectionOptions options = Options with { GpuDeviceId = gpuDeviceId, FallbackToCpu = fallbackToCpu };
        options.Validate();
        return new CropToDetectionsTransformer(Crop, options, Network, Stage.Kind);
    }

    /// <summary>The same stage, on the same session, to which a bad image is an error.</summary>
    internal CropToDetectionsTransformer Strict() =>
        Options.BadImages == BadImageHandling.Throw
            ? this
            : new CropToDetectionsTransformer(Crop, Options with { BadImages = BadImageHandling.Throw }, _engine, Stage.Kind);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        using StockModel stock = SavedDetection.Create(Options, Network, Stage.Kind, Crop);
        stock.Save(ctx);
    }
}
