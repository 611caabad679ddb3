using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Runtime;

namespace MLNet.ConvExtensions;

/// <summary>What counts as an object, and how a <see cref="Detector"/> is run.</summary>
public sealed record DetectionOptions
{
    /// <summary>Name of the new column of <see cref="DetectObjectsEstimator"/>.</summary>
    public string OutputColumnName { get; init; } = "Objects";

    /// <summary>
    /// Name of the column of images: paths (text), encoded files (vector of bytes) or <see cref="Microsoft.ML.Data.MLImage"/>. If left out,
    /// the output column's name.
    /// </summary>
    public string? InputColumnName { get; init; }

    /// <summary>The folder that relative paths of a column start from. If left out, the current folder.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>
    /// The confidence that an object has more of, 0 to 1. 0.25 is ultralytics' own; for MegaDetector v5 0.1 to 0.2 is usual.
    /// </summary>
    public float ConfidenceThreshold { get; init; } = 0.25f;

    /// <summary>
    /// The overlap, intersection over union, 0 to 1, from above which the less confident of two boxes of one class is left out. Networks
    /// that do this themselves don't need it.
    /// </summary>
    public float IouThreshold { get; init; } = 0.45f;

    /// <summary>Whether boxes of different classes leave each other out as well.</summary>
    public bool AcrossClasses { get; init; }

    /// <summary>The most objects of an image, 1 to 10,000: the most confident ones.</summary>
    public int MaxDetections { get; init; } = 300;

    /// <summary>
    /// Images in one run of the network, 1 to 4096; a network that is exported for one image gets one at a time. If left out: 1 on a CPU,
    /// where every core works on an image of its own; 16 on a GPU.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>Images that are decoded and computed at the same time, 1 to 1024. If left out, the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>
    /// What happens to a row whose image is missing or can't be read. With <see cref="BadImageHandling.Missing"/> all its numbers are NaN,
    /// which tells it from a row without objects.
    /// </summary>
    public BadImageHandling BadImages { get; init; } = BadImageHandling.Throw;

    /// <summary>The most pixels that an image may have. Larger ones are refused by their header.</summary>
    public long MaxImagePixels { get; init; } = 256_000_000;

    /// <summary>
    /// Whether JPEG files much larger than the network's input are decoded at a half, a quarter or an eighth of their size, still at least
    /// 2.5 times the size of the input, as <see cref="ConvFeaturesOptions.FastDecode"/>.
    /// </summary>
    public bool FastDecode { get; init; } = true;

    /// <summary>The CUDA device to run on; null for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether to run on the CPU, with a warning to <see cref="Logger"/>, if the GPU can't be had. Otherwise that is an error.</summary>
    public bool FallbackToCpu { get; init; }

    /// <summary>Receives warnings: images that could not be read, a GPU that could not be had.</summary>
    public ILogger? Logger { get; init; }

    internal string InputName => InputColumnName ?? OutputColumnName;

    internal int EffectiveThreads => NumberOfThreads ?? Environment.ProcessorCount;

    internal SessionDevice Device => new(GpuDeviceId, FallbackToCpu, Logger);

    internal RowStageSettings SettingsFor(bool batched) =>
        new()
        {
            OutputName = OutputColumnName,
            InputName = InputName,
            ImageFolder = ImageFolder,
            BatchSize = batched ? BatchSize ?? (GpuDeviceId is null ? 1 : 16) : 1,
            NumberOfThreads = EffectiveThreads,
            BadImages = BadImages,
            Logger = Logger,
        };

    /// <summary>The options as far as a model file keeps them: what concerns the machine is left at its defaults.</summary>
    internal DetectionOptions WithoutMachine() =>
        this with
        {
            BatchSize = null,
            NumberOfThreads = null,
            GpuDeviceId = null,
            FallbackToCpu = false,
            Logger = null,
        };

    /// <summary>What these options have in common with those of other stages of images.</summary>
    internal ConvFeaturesOptions OfImages =>
        new()
        {
            OutputColumnName = OutputColumnName,
            InputColumnName = InputColumnName,
            ImageFolder = ImageFolder,
            BadImages = BadImages,
            MaxImagePixels = MaxImagePixels,
            FastDecode = FastDecode,
        };

    /// <summary>The options with what other stages of images have, too.</summary>
    internal DetectionOptions With(ConvFeaturesOptions options) =>
        this with
        {
            OutputColumnName = options.OutputColumnName,
            InputColumnName = options.InputColumnName,
            ImageFolder = options.ImageFolder,
            BatchSize = options.BatchSize,
            NumberOfThreads = options.NumberOfThreads,
            BadImages = options.BadImages,
            MaxImagePixels = options.MaxImagePixels,
            FastDecode = options.FastDecode,
            GpuDeviceId = options.GpuDeviceId,
            FallbackToCpu = options.FallbackToCpu,
            Logger = options.Logger,
        };

    internal void Validate()
    {
        this.Require(!string.IsNullOrWhiteSpace(OutputColumnName), nameof(OutputColumnName), OutputColumnName, "a column name");
        this.Require(
            InputColumnName is null || !string.IsNullOrWhiteSpace(InputColumnName),
            nameof(InputColumnName),
            InputColumnName,
            "a column name, or null"
        );
        this.Require(ConfidenceThreshold is >= 0 and <= 1, nameof(ConfidenceThreshold), ConfidenceThreshold, "0 to 1");
        this.Require(IouThreshold is >= 0 and <= 1, nameof(IouThreshold), IouThreshold, "0 to 1");
        this.Require(MaxDetections is >= 1 and <= 10_000, nameof(MaxDetections), MaxDetections, "1 to 10000");
        this.Require(Enum.IsDefined(BadImages), nameof(BadImages), BadImages, string.Join(", ", Enum.GetNames<BadImageHandling>()));
        this.Require(BatchSize is null or (>= 1 and <= 4096), nameof(BatchSize), BatchSize, "1 to 4096, or null");
        this.Require(NumberOfThreads is null or (>= 1 and <= 1024), nameof(NumberOfThreads), NumberOfThreads, "1 to 1024, or null");
        this.Require(MaxImagePixels > 0, nameof(MaxImagePixels), MaxImagePixels, "1 or more");
        this.Require(GpuDeviceId is null or >= 0, nameof(GpuDeviceId), GpuDeviceId, "0 or more, or null for the CPU");
    }
}
