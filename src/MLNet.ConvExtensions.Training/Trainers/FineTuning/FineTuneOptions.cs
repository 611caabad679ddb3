using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>
/// Options of fine-tuning. Those of every training are there too, with defaults that suit a few hundred photos: steps of 16 images and one
/// cycle of the learning rate, up to 0.002. Without a <see cref="TrainingRunOptions.Preprocessing"/> images become what the backbone wants.
/// </summary>
public sealed record FineTuneOptions : TrainingOptions
{
    /// <summary>Options with their defaults.</summary>
    public FineTuneOptions()
    {
        BatchSize = 16;
        LearningRate = 0.002;
        Schedule = new OneCycleSchedule();
    }

    /// <summary>Which weights learn.</summary>
    public FineTuneStrategy Strategy { get; init; } = FineTuneStrategy.LastStages;

    /// <summary>
    /// How many stages of the backbone learn with <see cref="FineTuneStrategy.LastStages"/>, 1 or more; a stage ends where the resolution
    /// falls. The backbone has to have as many.
    /// </summary>
    public int Stages { get; init; } = 1;

    /// <summary>
    /// The layer whose output goes into the head. If left out, the backbone's own feature layer, or the one that the network's shape tells.
    /// </summary>
    public string? FeatureLayer { get; init; }

    /// <summary>How that layer's maps become a row of features.</summary>
    public FeaturePooling Pooling { get; init; } = FeaturePooling.Average;

    /// <summary>The units of hidden layers of the head, each followed by a ReLU, 1 to 65536 each. If empty, the head is linear.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init; } = [];

    /// <summary>The part of what goes into each of the head's dense layers that training drops, 0 or more and below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>
    /// What the learning rate is multiplied by from stage to stage, away from the head: with 0.3 the last stage learns at 0.3 of the head's
    /// rate, the one before at 0.09. Above 0, up to 1.
    /// </summary>
    public double StageRateFactor { get; init; } = 0.3;

    /// <summary>
    /// The epochs in which the head learns alone before the backbone moves, 0 or more. <see cref="FineTuneStrategy.Gradual"/> has at least
    /// one.
    /// </summary>
    public int HeadEpochs { get; init; }

    /// <summary>The epochs after which <see cref="FineTuneStrategy.Gradual"/> lets one stage more learn, 1 or more.</summary>
    public int EpochsPerStage { get; init; } = 1;

    /// <summary>
    /// Whether batch normalisation keeps the means and variances that the backbone came with, and uses them in training. They suit small
    /// batches better than those of the batch. Stages that don't learn always keep theirs, and those of
    /// <see cref="RestoreBatchNormalization"/> always learn.
    /// </summary>
    public bool FreezeBatchStatistics { get; init; } = true;

    /// <summary>
    /// Whether batch normalisation is put behind the convolutions that have none, in the stages that learn: exporters fold it into the
    /// convolution, which then is hard to train at usual rates. It starts out with the means and variances of the training images, so that
    /// the network computes what it did.
    /// </summary>
    public bool RestoreBatchNormalization { get; init; }

    /// <summary>
    /// Whether what stages that never learn compute is computed once, by ONNX Runtime, and kept. If left out, this is done where nothing
    /// changes the images from epoch to epoch, there is room in <see cref="TrainingRunOptions.CacheMegabytes"/>, and the training is on the
    /// CPU. On the CPU such stages are computed by ONNX Runtime in any case, where they aren't kept in each epoch.
    /// </summary>
    public bool? CacheFeatures { get; init; }

    internal int EffectiveHeadEpochs => Strategy == FineTuneStrategy.Gradual ? Math.Max(HeadEpochs, 1) : HeadEpochs;

    internal override IEnumerable<string> Indifferent => [.. base.Indifferent, nameof(CacheFeatures)];

    internal override void Validate()
    {
        base.Validate();
        this.Require(Enum.IsDefined(Strategy), nameof(Strategy), Strategy, string.Join(", ", Enum.GetNames<FineTuneStrategy>()));
        this.Require(Stages >= 1, nameof(Stages), Stages, "1 or more");
        this.Require(Enum.IsDefined(Pooling), nameof(Pooling), Pooling, string.Join(", ", Enum.GetNames<FeaturePooling>()));
        this.Require(
            FeatureLayer is null || !string.IsNullOrWhiteSpace(FeatureLayer),
            nameof(FeatureLayer),
            FeatureLayer,
            "a layer's name, or null"
        );
        this.Require(
            HiddenUnits is not null && HiddenUnits.All(u => u is >= 1 and <= 65536),
            nameof(HiddenUnits),
            HiddenUnits is null ? null : string.Join(", ", HiddenUnits),
            "1 to 65536 each"
        );
        this.Require(Dropout is >= 0 and < 1, nameof(Dropout), Dropout, "0 or more, below 1");
        this.Require(StageRateFactor is > 0 and <= 1, nameof(StageRateFactor), StageRateFactor, "above 0, up to 1");
        this.Require(HeadEpochs >= 0 && HeadEpochs <= Epochs, nameof(HeadEpochs), HeadEpochs, $"0 to {nameof(Epochs)}, {Epochs}");
        this.Require(EpochsPerStage >= 1, nameof(EpochsPerStage), EpochsPerStage, "1 or more");
        this.Require(
            CacheFeatures != true || Augmentation is null,
            nameof(CacheFeatures),
            CacheFeatures,
            $"false or null with {nameof(Augmentation)}, which makes other images in each epoch"
        );
        this.Require(
            CacheFeatures != true || Strategy is FineTuneStrategy.Head or FineTuneStrategy.LastStages,
            nameof(CacheFeatures),
            CacheFeatures,
            $"false or null where {nameof(Strategy)} is {Strategy}: every stage learns"
        );
        this.Require(
            !(RestoreBatchNormalization && Strategy == FineTuneStrategy.Head),
            nameof(RestoreBatchNormalization),
            RestoreBatchNormalization,
            $"false where {nameof(Strategy)} is {Strategy}: no stage learns"
        );
    }
}
