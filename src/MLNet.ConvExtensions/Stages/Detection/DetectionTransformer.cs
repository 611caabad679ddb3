using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.Detection;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>
/// Adds a column of what a detector finds in photos. Lazy: photos are read and computed, a few ahead, when a cursor asks for the column.
/// </summary>
/// <remarks>One ONNX Runtime session serves all cursors and all prediction engines, from any number of threads.</remarks>
public abstract class DetectionTransformer : ITransformer, IDisposable
{
    private readonly IDisposable _engine;

    private protected DetectionTransformer(DetectionOptions options, DetectorNetwork network, RowStage stage, IDisposable engine)
    {
        Options = options;
        Network = network;
        Stage = stage;
        _engine = engine;
    }

    /// <summary>The column of images that the stage reads.</summary>
    public string InputColumnName => Options.InputName;

    /// <summary>The column that the stage adds.</summary>
    public string OutputColumnName => Options.OutputColumnName;

    /// <summary>The images that could not be read, where <see cref="BadImageHandling.Missing"/> was chosen.</summary>
    public BadImageLog BadImages => Stage.BadImages;

    bool ITransformer.IsRowToRowMapper => true;

    internal DetectionOptions Options { get; }

    internal DetectorNetwork Network { get; }

    internal RowStage Stage { get; }

    /// <summary>What is cut out; null where objects are listed.</summary>
    private protected virtual CropToDetectionsOptions? SavedCrop => null;

    /// <summary>The input's schema with the column added; a column of the same name is hidden by it.</summary>
    /// <param name="inputSchema">The input's schema, which must hold the column of images.</param>
    /// <returns>The schema of what <see cref="Transform"/> returns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Stage.GetOutputSchema(inputSchema);

    /// <summary>The input with the column. Nothing is read yet.</summary>
    /// <param name="input">Data with a column of images: paths, encoded files or <see cref="MLImage"/>.</param>
    /// <returns>The data with what was found.</returns>
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
    public void Dispose()
    {
        _engine.Dispose();
        GC.SuppressFinalize(this);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        using StockModel stock = SavedDetection.Create(Options, Network, Stage.Kind, SavedCrop);
        stock.Save(ctx);
    }

    private protected DetectionOptions OptionsOnDevice(int? gpuDeviceId, bool fallbackToCpu)
    {
        DetectionOptions options = Options with { GpuDeviceId = gpuDeviceId, FallbackToCpu = fallbackToCpu };
        options.Validate();
        return options;
    }
}
