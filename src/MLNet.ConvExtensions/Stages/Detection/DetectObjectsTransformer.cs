using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.Detection;

namespace MLNet.ConvExtensions;

/// <summary>Adds a column of the objects that a detector finds in photos.</summary>
public sealed class DetectObjectsTransformer : DetectionTransformer
{
    private readonly DetectionEngine _engine;

    internal DetectObjectsTransformer(DetectionOptions options, DetectorNetwork network, ImageColumnKind kind)
        : this(options, new DetectionEngine(network, options, typeof(DetectObjectsTransformer)), kind) { }

    private DetectObjectsTransformer(DetectionOptions options, DetectionEngine engine, ImageColumnKind kind)
        : base(options, engine.Network, new RowStage(options.SettingsFor(engine.Network.IsBatched), kind, engine, cache: null), engine) =>
        _engine = engine;

    /// <summary>The names of the classes; empty where the network suppresses overlaps itself and its file names none.</summary>
    public IReadOnlyList<string> Classes => Network.Settings.ClassNames;

    /// <summary>The same stage with a session of its own on another device.</summary>
    /// <param name="gpuDeviceId">The CUDA device; null for the CPU.</param>
    /// <param name="fallbackToCpu">Whether it runs on the CPU, with a warning to the options' logger, if the GPU can't be had.</param>
    /// <returns>The stage. Dispose it when it is no longer needed; this one stays as it is.</returns>
    /// <exception cref="ArgumentException"><paramref name="gpuDeviceId"/> is below 0.</exception>
    /// <exception cref="InvalidOperationException">The GPU can't be had, and <paramref name="fallbackToCpu"/> is false.</exception>
    public DetectObjectsTransformer OnDevice(int? gpuDeviceId, bool fallbackToCpu = false) =>
        new(OptionsOnDevice(gpuDeviceId, fallbackToCpu), Network, Stage.Kind);

    /// <summary>The same stage, on the same session, to which a bad image is an error.</summary>
    internal DetectObjectsTransformer Strict() =>
        Options.BadImages == BadImageHandling.Throw
            ? this
            : new DetectObjectsTransformer(Options with { BadImages = BadImageHandling.Throw }, _engine, Stage.Kind);
}
