using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Runtime;

namespace MLNet.ConvExtensions;

/// <summary>Options of <see cref="ConvFeaturesEstimator"/>.</summary>
public sealed record ConvFeaturesOptions
{
    /// <summary>Name of the new column: a vector of <see cref="float"/> of known size.</summary>
    public string OutputColumnName { get; init; } = "Features";

    /// <summary>
    /// Name of the column of images: paths (text), encoded files (vector of bytes), <see cref="Microsoft.ML.Data.MLImage"/>, or pixels
    /// (vector of <see cref="float"/>, 3 x height x width of the network's input, RGB planes of 0 to 255, as ML.NET's ExtractPixels makes
    /// them). If left out, the output column's name.
    /// </summary>
    public string? InputColumnName { get; init; }

    /// <summary>The folder that relative paths start from. If left out, the current folder.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>
    /// The layer whose output becomes the features, by its name or its output's name. If left out, the backbone's own feature layer:
    /// the last pooled one before the classifier.
    /// </summary>
    public string? Layer { get; init; }

    /// <summary>How a layer's feature maps (NCHW) become a vector. A layer that is a vector already stays as it is.</summary>
    public FeaturePooling Pooling { get; init; } = FeaturePooling.Average;

    /// <summary>
    /// The parts of an image whose features are averaged. For ten crops, pixels as input are those of the image before it is cropped.
    /// </summary>
    public ImageCrops Crops { get; init; } = ImageCrops.Center;

    /// <summary>
    /// Images in one run of the network, 1 to 4096. If left out: 1 on a CPU, where every core works on an image of its own; 64 on a GPU.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>Images that are decoded and computed at the same time, 1 to 1024. If left out, the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>What happens to a row whose image is missing or can't be read.</summary>
    public BadImageHandling BadImages { get; init; } = BadImageHandling.Throw;

    /// <summary>
    /// The most pixels that an image may have. Larger ones are refused by their header, before any memory is spent on them.
    /// </summary>
    public long MaxImagePixels { get; init; } = 256_000_000;

    /// <summary>
    /// Whether JPEG files much larger than the network's input are decoded at a half, a quarter or an eighth of their size, still at least
    /// 2.5 times the size that they are then resized to. That saves a third to a half of the time that decoding and resizing a large photo
    /// take; the cosine between the features and the exact ones stays above 0.999. Set it to false for the pixels that Pillow computes.
    /// </summary>
    public bool FastDecode { get; init; } = true;

    /// <summary>
    /// Megabytes of memory that features may take which are kept for the next pass over the data: most trainers make several, and each
    /// would run the network on every image again. Paths are known by the file's size and time, encoded images and pixels by their content;
    /// columns of <see cref="Microsoft.ML.Data.MLImage"/> are not kept. All transformers of one estimator share the memory, as in
    /// cross-validation; what goes beyond it is kept in a temporary file. 0 keeps none, which is enough for a single pass. Up to 1048576;
    /// not used with <see cref="CacheTo"/>.
    /// </summary>
    public int CacheMegabytes { get; init; } = 512;

    /// <summary>
    /// A file that keeps the features for later passes and later runs, which then compute only what is new or has changed. It is made if it
    /// isn't there, and several networks, options and processes may share it; a file beside it, with '.lock' added to the name, keeps these
    /// apart. Damaged parts are computed again. The file only grows: delete it to begin anew.
    /// </summary>
    public string? CacheTo { get; init; }

    /// <summary>The CUDA device to run on; null for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>
    /// Whether to run on the CPU, with a warning to <see cref="Logger"/>, if the GPU can't be had. Otherwise that is an error.
    /// </summary>
    public bool FallbackToCpu { get; init; }

    /// <summary>Receives warnings: images that could not be read, a GPU that could not be had.</summary>
    public ILogger? Logger { get; init; }

    internal string InputName => InputColumnName ?? OutputColumnName;

    internal int EffectiveBatchSize => BatchSize ?? (GpuDeviceId is null ? 1 : 64);

    internal int EffectiveThreads => NumberOfThreads ?? Environment.ProcessorCount;

    internal SessionDevice Device => new(GpuDeviceId, FallbackToCpu, Logger);

    internal RowStageSettings Settings =>
        new()
        {
            OutputName = OutputColumnName,
            InputName = InputName,
            ImageFolder = ImageFolder,
            BatchSize = EffectiveBatchSize,
            NumberOfThreads = EffectiveThreads,
            BadImages = BadImages,
            Logger = Logger,
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
        this.Require(Enum.IsDefined(Pooling), nameof(Pooling), Pooling, string.Join(", ", Enum.GetNames<FeaturePooling>()));
        this.Require(Enum.IsDefined(Crops), nameof(Crops), Crops, string.Join(", ", Enum.GetNames<ImageCrops>()));
        this.Require(Enum.IsDefined(BadImages), nameof(BadImages), BadImages, string.Join(", ", Enum.GetNames<BadImageHandling>()));
        this.Require(BatchSize is null or (>= 1 and <= 4096), nameof(BatchSize), BatchSize, "1 to 4096, or null");
        this.Require(NumberOfThreads is null or (>= 1 and <= 1024), nameof(NumberOfThreads), NumberOfThreads, "1 to 1024, or null");
        this.Require(MaxImagePixels > 0, nameof(MaxImagePixels), MaxImagePixels, "1 or more");
        this.Require(CacheMegabytes is >= 0 and <= 1 << 20, nameof(CacheMegabytes), CacheMegabytes, "0 to 1048576");
        this.Require(CacheTo is null || !string.IsNullOrWhiteSpace(CacheTo), nameof(CacheTo), CacheTo, "a file's path, or null");
        this.Require(GpuDeviceId is null or >= 0, nameof(GpuDeviceId), GpuDeviceId, "0 or more, or null for the CPU");
    }
}
