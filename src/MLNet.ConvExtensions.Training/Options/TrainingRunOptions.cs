using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Options;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions;

/// <summary>Options of all trainings: images, epochs, batches, device, callbacks.</summary>
public abstract record TrainingRunOptions
{
    /// <summary>The folder that relative paths start from. If left out, the current folder.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>
    /// How images become what the network takes; the size is the network's own. If left out, it is what the network's file says, where this
    /// library wrote it or where the graph normalises pixels itself; otherwise the whole image is brought to the size, as far as its shape
    /// allows, and pixels are from -1 to 1. Not used for vectors.
    /// </summary>
    public BackbonePreprocessing? Preprocessing { get; init; }

    /// <summary>
    /// The most pixels that an image may have. Larger ones are refused by their header, before any memory is spent on them.
    /// </summary>
    public long MaxImagePixels { get; init; } = 256_000_000;

    /// <summary>
    /// What happens to a row whose image is missing or can't be read: an error that names it, or, with
    /// <see cref="BadImageHandling.Missing"/>, a warning to the <see cref="Logger"/>; then all images are looked at before the first epoch,
    /// and such rows take part in neither training nor validation. The fitted stage gives them missing scores (NaN).
    /// </summary>
    public BadImageHandling BadImages { get; init; } = BadImageHandling.Throw;

    /// <summary>
    /// Megabytes that decoded images may take, so that epochs after the first decode nothing: those of the validation as many again where
    /// they are of another size; images beyond it are decoded again in each epoch, and 0 keeps none. They lie as bytes, in the size that the
    /// network or the smallest crop of the <see cref="Augmentation"/> needs, in a temporary file that is mapped into memory and gone when
    /// the training ends, or in the <see cref="ImageCacheFolder"/>. Where such a file can't be written, or the disk is full, there is a
    /// warning, and images are decoded in each epoch. Columns of <see cref="Microsoft.ML.Data.MLImage"/> are always kept, in memory. 0 to
    /// 1048576.
    /// </summary>
    public int CacheMegabytes { get; init; } = 2048;

    /// <summary>
    /// A folder that keeps the decoded images for later runs, which then decode only what is new or has changed; it is made if it isn't
    /// there. There is a file for each size of images, of up to <see cref="CacheMegabytes"/>, that several trainings may share: images are
    /// known by their file's name, size and time, then by its content. What a stopped or killed training left is used; damaged images are
    /// decoded again. While one training adds to a file, others use what was in it, and keep what is missing in a temporary file. The files
    /// only grow: delete them to begin anew. If left out, images are kept for one training.
    /// </summary>
    public string? ImageCacheFolder { get; init; }

    /// <summary>How often all data is seen, 1 or more.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>
    /// Samples of one step, 1 or more; the last step of an epoch has what is left, and where there are fewer rows a step has all of them.
    /// </summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>How gradients change weights.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptimizer();

    /// <summary>
    /// The learning rate that the schedule starts from, above 0. If left out, the optimiser's usual one: 0.01 for SGD, 0.001 for the
    /// others.
    /// </summary>
    public double? LearningRate { get; init; }

    /// <summary>How the learning rate changes.</summary>
    public LearningRateSchedule Schedule { get; init; } = new ConstantSchedule();

    /// <summary>
    /// The largest norm that the gradients of a step may have together, above 0; larger ones are scaled down. If left out, they aren't.
    /// </summary>
    public double? ClipNorm { get; init; }

    /// <summary>The largest absolute value that a gradient may have, above 0. If left out, any.</summary>
    public double? ClipValue { get; init; }

    /// <summary>
    /// The largest norm of the weights that lead to one filter of a convolution or one unit of a dense layer, above 0: after each step
    /// those of longer ones are scaled down (Srivastava et al. 2014; Keras: MaxNorm). If left out, any.
    /// </summary>
    public double? MaxKernelNorm { get; init; }

    /// <summary>
    /// A moving average of the weights, which is validated and returned in their place; callbacks see it too. If left out, the weights
    /// themselves are.
    /// </summary>
    public WeightAverage? WeightAverage { get; init; }

    /// <summary>
    /// What order, augmentation and dropout are drawn from. On a CPU the same seed and the same number of threads give the same network to
    /// the bit, whatever else the process trains at the same time.
    /// </summary>
    public int Seed { get; init; } = 1;

    /// <summary>The CUDA device to train on, 0 or more; null for the CPU. A GPU that can't be had is an error.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>
    /// Whether convolutions and dense layers compute in 16 bits on a GPU, with the loss scaled so that small gradients aren't lost. An
    /// error on a CPU.
    /// </summary>
    public bool MixedPrecision { get; init; }

    /// <summary>Threads that TorchSharp computes with, 1 or more. If left out, the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>
    /// Data to validate with after each epoch, with the same columns. Not together with <see cref="ValidationFraction"/>.
    /// </summary>
    public IDataView? ValidationSet { get; init; }

    /// <summary>
    /// The fraction of the data that is held out and validated with after each epoch, 0 or more and below 1; the same fraction of each
    /// class.
    /// </summary>
    public double ValidationFraction { get; init; }

    /// <summary>
    /// Name of a column, of numbers, text or keys, whose rows of the same value stay together, in the training or in the validation: photos
    /// of the same animal or day, say, which would make the validation too easy. Each class comes as near to
    /// <see cref="ValidationFraction"/> as whole groups allow. If left out, each row is by itself.
    /// </summary>
    public string? GroupColumnName { get; init; }

    /// <summary>How images are changed each time they are seen. If left out, they aren't.</summary>
    public AugmentationOptions? Augmentation { get; init; }

    /// <summary>The callbacks, called in this order.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Where the training's state is kept, to be resumed from. If left out, nowhere.</summary>
    public CheckpointOptions? Checkpoint { get; init; }

    /// <summary>
    /// Ends the training with an <see cref="OperationCanceledException"/>, after the state was written where there is a
    /// <see cref="Checkpoint"/>.
    /// </summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Receives what happened: epochs, resumed checkpoints, warnings.</summary>
    public ILogger? Logger { get; init; }

    internal double EffectiveLearningRate => LearningRate ?? Optimizer.DefaultLearningRate;

    internal int EffectiveThreads => NumberOfThreads ?? Environment.ProcessorCount;

    /// <summary>The column that the network sees.</summary>
    internal abstract string SourceColumn { get; }

    /// <summary>What users compute of outputs and targets in each epoch.</summary>
    internal virtual IReadOnlyList<Metric> CustomMetrics => [];

    /// <summary>How images grow while the training goes on; null where they don't.</summary>
    internal virtual ProgressiveResizing? Resizing => null;

    /// <summary>How far classes are seen equally often.</summary>
    internal virtual double BalanceOfClasses => 0;

    /// <summary>How much an output beside the first counts.</summary>
    internal virtual double WeightOfAuxiliary => 0;

    /// <summary>
    /// What a checkpoint must agree in: name and value of all options but the <see cref="Indifferent"/> ones, so that none that is added is
    /// forgotten.
    /// </summary>
    internal IEnumerable<KeyValuePair<string, string>> Identity
    {
        get
        {
            HashSet<string> indifferent = [.. Indifferent];
            foreach (FieldInfo held in ValueText.FieldsOf(GetType()))
            {
                string name = ValueText.NameOf(held);
                if (!indifferent.Contains(name))
                    yield return new(name, ValueText.Of(name == nameof(LearningRate) ? EffectiveLearningRate : held.GetValue(this)));
            }
        }
    }

    /// <summary>
    /// The options that don't decide what is learned from a checkpoint on, and those whose contents are compared, whatever they are called.
    /// </summary>
    internal virtual IEnumerable<string> Indifferent =>
        [
            nameof(ImageFolder),
            nameof(Preprocessing),
            nameof(MaxImagePixels),
            nameof(BadImages),
            nameof(CacheMegabytes),
            nameof(ImageCacheFolder),
            nameof(Epochs),
            nameof(GpuDeviceId),
            nameof(NumberOfThreads),
            nameof(GroupColumnName),
            nameof(ValidationSet),
            nameof(Callbacks),
            nameof(Checkpoint),
            nameof(Cancellation),
            nameof(Logger),
        ];

    /// <summary>The loss to minimize.</summary>
    /// <param name="task">What the network predicts.</param>
    /// <param name="device">Where it is computed.</param>
    internal abstract TrainingLoss CreateLoss(ModelTask task, Device device);

    internal virtual void Validate()
    {
        this.Require(MaxImagePixels > 0, nameof(MaxImagePixels), MaxImagePixels, "1 or more");
        this.Require(Enum.IsDefined(BadImages), nameof(BadImages), BadImages, string.Join(", ", Enum.GetNames<BadImageHandling>()));
        this.Require(CacheMegabytes is >= 0 and <= 1 << 20, nameof(CacheMegabytes), CacheMegabytes, "0 to 1048576");
        this.Require(
            ImageCacheFolder is null || !string.IsNullOrWhiteSpace(ImageCacheFolder),
            nameof(ImageCacheFolder),
            ImageCacheFolder,
            "a folder's path, or null"
        );
        this.Require(
            ImageCacheFolder is null || CacheMegabytes > 0,
            nameof(CacheMegabytes),
            CacheMegabytes,
            $"1 or more with an {nameof(ImageCacheFolder)}"
        );
        this.Require(Epochs is >= 1 and <= 1_000_000, nameof(Epochs), Epochs, "1 to 1000000");
        this.Require(BatchSize is >= 1 and <= 65_536, nameof(BatchSize), BatchSize, "1 to 65536");
        this.Require(Optimizer is not null, nameof(Optimizer), Optimizer, "an optimiser");
        this.Require(LearningRate is null or (> 0 and < double.PositiveInfinity), nameof(LearningRate), LearningRate, "above 0, or null");
        this.Require(Schedule is not null, nameof(Schedule), Schedule, "a schedule");
        this.Require(ClipNorm is null or (> 0 and < double.PositiveInfinity), nameof(ClipNorm), ClipNorm, "above 0, or null");
        this.Require(ClipValue is null or (> 0 and < double.PositiveInfinity), nameof(ClipValue), ClipValue, "above 0, or null");
        this.Require(
            MaxKernelNorm is null or (> 0 and < double.PositiveInfinity),
            nameof(MaxKernelNorm),
            MaxKernelNorm,
            "above 0, or null"
        );
        this.Require(NumberOfThreads is null or (>= 1 and <= 1024), nameof(NumberOfThreads), NumberOfThreads, "1 to 1024, or null");
        this.Require(ValidationFraction is >= 0 and < 1, nameof(ValidationFraction), ValidationFraction, "0 or more, below 1");
        this.Require(
            ValidationSet is null || ValidationFraction == 0,
            nameof(ValidationFraction),
            ValidationFraction,
            $"0 together with a {nameof(ValidationSet)}"
        );
        this.Require(
            GroupColumnName is null || !string.IsNullOrWhiteSpace(GroupColumnName),
            nameof(GroupColumnName),
            GroupColumnName,
            "a column name, or null"
        );
        this.Require(
            GroupColumnName is null || ValidationFraction > 0,
            nameof(GroupColumnName),
            GroupColumnName,
            $"null without a {nameof(ValidationFraction)}, which it divides by"
        );
        this.Require(Callbacks is not null && Callbacks.All(c => c is not null), nameof(Callbacks), "null", "callbacks");
        Preprocessing?.Validate();
        Optimizer!.Validate();
        Schedule!.Validate();
        Augmentation?.Validate();
        WeightAverage?.Validate();
        Checkpoint?.Validate();
        this.Require(GpuDeviceId is null or >= 0, nameof(GpuDeviceId), GpuDeviceId, "0 or more, or null for the CPU");
        this.Require(
            !MixedPrecision || GpuDeviceId is not null,
            nameof(MixedPrecision),
            MixedPrecision,
            $"false without a {nameof(GpuDeviceId)}: 16 bits are for a GPU"
        );
    }
}
