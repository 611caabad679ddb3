using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.Detection;

namespace MLNet.ConvExtensions;

/// <summary>Adds a column of what a detector is most sure of in photos, cut out and brought to one size.</summary>
public sealed class CropToDetectionsTransformer : DetectionTransformer
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
        : base(options, engine.Network, new RowStage(options.SettingsFor(batched: false), kind, engine, cache: null), engine)
    {
        Crop = crop;
        _engine = engine;
    }

    internal CropToDetectionsOptions Crop { get; }

    private protected override CropToDetectionsOptions? SavedCrop => Crop;

    /// <summary>The same stage with a session of its own on another device.</summary>
    /// <param name="gpuDeviceId">The CUDA device; null for the CPU.</param>
    /// <param name="fallbackToCpu">Whether it runs on the CPU, with a warning to the options' logger, if the GPU can't be had.</param>
    /// <returns>The stage. Dispose it when it is no longer needed; this one stays as it is.</returns>
    /// <exception cref="ArgumentException"><paramref name="gpuDeviceId"/> is below 0.</exception>
    /// <exception cref="InvalidOperationException">The GPU can't be had, and <paramref name="fallbackToCpu"/> is false.</exception>
    public CropToDetectionsTransformer OnDevice(int? gpuDeviceId, bool fallbackToCpu = false) =>
        new(Crop, OptionsOnDevice(gpuDeviceId, fallbackToCpu), Network, Stage.Kind);

    /// <summary>The same stage, on the same session, to which a bad image is an error.</summary>
    internal CropToDetectionsTransformer Strict() =>
        Options.BadImages == BadImageHandling.Throw
            ? this
            : new CropToDetectionsTransformer(Crop, Options with { BadImages = BadImageHandling.Throw }, _engine, Stage.Kind);
}
