using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.ConvFeatures;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>
/// Adds a column of features of a convolutional network to data with images. Lazy: images are read and computed, a few ahead, when a
/// cursor asks for the features.
/// </summary>
/// <remarks>
/// One ONNX Runtime session serves all cursors and all prediction engines, from any number of threads; a single prediction engine is, as
/// everywhere in ML.NET, for one thread at a time. Disposing it while cursors are open is safe: they finish with the session they have.
/// </remarks>
public sealed class ConvFeaturesTransformer : ITransformer, IExportedStage, IDisposable
{
    internal ConvFeaturesTransformer(ConvFeaturesOptions options, FeatureNetwork network, ImageColumnKind kind, FeatureCache? cache)
    {
        Options = options;
        long largest = Array.MaxLength / Math.Max(network.PixelCount, network.Width);
        if (options.EffectiveBatchSize > largest)
        {
            string samples = network.ImageSize is { } size ? $"images of {size.Width}x{size.Height}" : $"vectors of {network.PixelCount}";
            throw new ArgumentException(
                $"{nameof(ConvFeaturesOptions)}.{nameof(ConvFeaturesOptions.BatchSize)} is {options.EffectiveBatchSize}; with {samples} "
                    + $"and {network.Width} features, up to {largest} are allowed."
            );
        }

        Session = new BackboneSession(network, options);
        Stage = new RowStage(options.Settings, kind, Session, cache);
    }

    private ConvFeaturesTransformer(ConvFeaturesOptions options, BackboneSession session, ImageColumnKind kind)
    {
        Options = options;
        Session = session;
        Stage = new RowStage(options.Settings, kind, session, cache: null);
    }

    /// <summary>The column of images that the stage reads.</summary>
    public string InputColumnName => Options.InputName;

    /// <summary>The column of features that the stage adds.</summary>
    public string OutputColumnName => Options.OutputColumnName;

    /// <summary>The parts of an image whose features are averaged.</summary>
    public ImageCrops Crops => Session.Network.Crops;

    /// <summary>Length of the vector of features.</summary>
    public int FeatureCount => Session.Network.Width;

    /// <summary>The layer whose output the features are.</summary>
    public string Layer => Session.Network.Layer;

    /// <summary>What is done to an image before the network sees it; null where it takes vectors as they are.</summary>
    public BackbonePreprocessing? Preprocessing => Session.Network.Preprocessing;

    /// <summary>
    /// The network that the stage runs: planes of normalised pixels as <see cref="ImageReader"/> gives them, [N, 3, H, W] (H and W larger
    /// than <see cref="Preprocessing"/> says where several crops are cut in the graph), or vectors as they are, to rows of features,
    /// [N, <see cref="FeatureCount"/>].
    /// </summary>
    public OnnxNetwork Network => Session.Network.Network;

    /// <summary>The images that could not be read, where <see cref="BadImageHandling.Missing"/> was chosen.</summary>
    public BadImageLog BadImages => Stage.BadImages;

    bool ITransformer.IsRowToRowMapper => true;

    string IExportedStage.InputColumn => Options.InputName;

    string IExportedStage.OutputColumn => Options.OutputColumnName;

    internal ConvFeaturesOptions Options { get; }

    internal ImageColumnKind Kind => Stage.Kind;

    internal BackboneSession Session { get; }

    internal RowStage Stage { get; }

    /// <summary>The input's schema with the column of features added; a column of the same name is hidden by it.</summary>
    /// <param name="inputSchema">The input's schema, which must hold the column of images.</param>
    /// <returns>The schema of what <see cref="Transform"/> returns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Stage.GetOutputSchema(inputSchema);

    /// <summary>The input with the column of features. Nothing is read yet.</summary>
    /// <param name="input">
    /// Data with a column of images: paths, encoded files or <see cref="MLImage"/>, whichever of these Fit saw; pixels where Fit saw
    /// pixels.
    /// </param>
    /// <returns>The data with the features.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new RowStageView(Stage, input);
    }

    /// <summary>
    /// Frees the network's session once no cursor or prediction engine uses it any more; engines let go of it when they are collected. May
    /// be called twice.
    /// </summary>
    public void Dispose() => Session.Dispose();

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowStageMapper(Stage, inputSchema);
    }

    /// <summary>The same stage with a session of its own on another device.</summary>
    /// <param name="gpuDeviceId">The CUDA device; null for the CPU.</param>
    /// <param name="fallbackToCpu">Whether it runs on the CPU, with a warning to the options' logger, if the GPU can't be had.</param>
    /// <returns>The stage. Dispose it when it is no longer needed; this one stays as it is.</returns>
    /// <exception cref="ArgumentException"><paramref name="gpuDeviceId"/> is below 0.</exception>
    /// <exception cref="InvalidOperationException">The GPU can't be had, and <paramref name="fallbackToCpu"/> is false.</exception>
    public ConvFeaturesTransformer OnDevice(int? gpuDeviceId, bool fallbackToCpu = false)
    {
        ConvFeaturesOptions options = Options with { GpuDeviceId = gpuDeviceId, FallbackToCpu = fallbackToCpu };
        options.Validate();
        return new ConvFeaturesTransformer(options, Session.Network, Kind, Stage.Cache);
    }

    /// <summary>The same stage, on the same session, to which a bad image is an error.</summary>
    internal ConvFeaturesTransformer Strict() =>
        Options.BadImages == BadImageHandling.Throw
            ? this
            : new ConvFeaturesTransformer(Options with { BadImages = BadImageHandling.Throw }, Session, Kind);

    IReadOnlyList<OnnxNetwork> IExportedStage.ToParts()
    {
        FeatureNetwork network = Session.Network;
        OnnxNetwork pixels = Kind switch
        {
            ImageColumnKind.Pixels => RowGraphs.FromRow(network.PixelCount, [1, .. network.InputShape]),
            ImageColumnKind.Interleaved => RowGraphs.FromInterleaved(network.InputShape[0], [.. network.InputShape.Skip(1)]),
            _ => PhotoGraph.Create(network.ImageSize!, "photo", "pixels"),
        };
        return [pixels, network.ToPart()];
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        using StockModel stock = StockStages.Create(this);
        stock.Save(ctx);
        if (!Kind.IsVector())
            Options.Logger?.LogInformation("{Differences}", StockImages.Differences(Session.Network.ImageSize!));
    }
}
