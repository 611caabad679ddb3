using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>Options of <see cref="Microsoft.ML.CompareFeaturesCatalog.CompareFeatures"/>.</summary>
public sealed record FeatureComparisonOptions
{
    /// <summary>The column of classes: text, a key, a number or a yes or no.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>
    /// The column of images that duplicates are found by and thumbnails are made from: paths (text) or encoded files (vector of bytes). If
    /// there is no such column, duplicates are not looked for.
    /// </summary>
    public string ImageColumnName { get; init; } = "ImagePath";

    /// <summary>The folder that relative paths start from. If left out, the current folder.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>
    /// A column whose equal values keep rows on one side of every split: the burst, the camera, the animal. If left out, every row stands
    /// for itself.
    /// </summary>
    public string? GroupColumnName { get; init; }

    /// <summary>
    /// Time for everything: features, search and the last scores, which get what they need before the search does. If left out, no limit.
    /// </summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>
    /// Trials of the search over all feature sets; each is a cross-validation. If left out: without a time budget, two for each trainer and
    /// set.
    /// </summary>
    public int? MaxTrials { get; init; }

    /// <summary>Parts of a cross-validation, 2 to 20.</summary>
    public int NumberOfFolds { get; init; } = 5;

    /// <summary>How often the chosen pipelines are cross-validated anew, on folds that the search didn't see, 1 to 100.</summary>
    public int Repeats { get; init; } = 3;

    /// <summary>The share of images in the test part, above 0 and at most 0.5. No choice sees it.</summary>
    public double TestShare { get; init; } = 0.25;

    /// <summary>What trials are judged by.</summary>
    public ComparisonMetric Metric { get; init; } = ComparisonMetric.Accuracy;

    /// <summary>The trainers that are tried on every feature set.</summary>
    public IReadOnlyList<ComparedTrainer> Trainers { get; init; } = ComparedTrainer.Defaults;

    /// <summary>
    /// Shares of the training images that the learning curves are made for, ascending, above 0 and below 1. The whole is always there.
    /// </summary>
    public IReadOnlyList<double> LearningCurveShares { get; init; } = [0.1, 0.25, 0.5];

    /// <summary>Confidence of intervals and tests, 0.5 to 0.999.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Resamples of the bootstrap, 100 to 100000.</summary>
    public int BootstrapResamples { get; init; } = 1000;

    /// <summary>The seed of splits, search and trainers: the same seed gives the same trials.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether classes with too few images are left out, with a note, instead of ending the comparison.</summary>
    public bool LeaveOutSmallClasses { get; init; }

    /// <summary>
    /// The share of images that a feature stage may fail on before the whole set is left out, 0 to 0.5. Images that fail are left out for
    /// all sets.
    /// </summary>
    public double FailedShare { get; init; } = 0.1;

    /// <summary>
    /// A folder that keeps features and the trials' journal: a comparison that was stopped goes on from there when it is asked for again.
    /// Feature sets are known by their names and <see cref="FeatureSet.Identity"/>: after a change of a stage, change one of them or delete
    /// the folder. If left out, nothing is kept.
    /// </summary>
    public string? WorkFolder { get; init; }

    /// <summary>
    /// The number of this process, 1 or more, among several that share the search out: each has a number of its own, and all the same rows,
    /// options and <see cref="WorkFolder"/>, which may be on a network's file system. Features, fits and scores that one computes the others
    /// read; each returns the whole result, the same for any number of workers. What a worker that died had begun is done by another. Needs a
    /// work folder and no <see cref="TimeBudget"/>. Feature sets that learn from labels are shared if they have a
    /// <see cref="FeatureSet.Identity"/>. If left out, this process is alone.
    /// </summary>
    public int? WorkerNumber { get; init; }

    /// <summary>
    /// Megabytes of memory that features may take; what goes beyond is kept in temporary files. Not used with <see cref="WorkFolder"/>.
    /// </summary>
    public int CacheMegabytes { get; init; } = 1024;

    /// <summary>Is told how far the comparison has come.</summary>
    public IProgress<ComparisonProgress>? Progress { get; init; }

    internal int SearchTrials(int sets) => MaxTrials ?? (TimeBudget is null ? 2 * Trainers.Count * sets : int.MaxValue);

    /// <summary>Fits that a chosen pipeline takes after the search, in units of a fold's.</summary>
    internal double FinalFits => 2 + (NumberOfFolds * (Repeats + LearningCurveShares.Sum()));

    internal void Validate()
    {
        this.Require(!string.IsNullOrWhiteSpace(LabelColumnName), nameof(LabelColumnName), LabelColumnName, "a column name");
        this.Require(TimeBudget is null || TimeBudget > TimeSpan.Zero, nameof(TimeBudget), TimeBudget, "a time above zero, or null");
        this.Require(
            WorkerNumber is null || (WorkerNumber > 0 && WorkFolder is not null && TimeBudget is null),
            nameof(WorkerNumber),
            WorkerNumber,
            $"1 or more, with a {nameof(WorkFolder)} and without a {nameof(TimeBudget)}, or null"
        );
        this.Require(MaxTrials is null or > 0, nameof(MaxTrials), MaxTrials, "1 or more, or null");
        this.Require(NumberOfFolds is >= 2 and <= 20, nameof(NumberOfFolds), NumberOfFolds, "2 to 20");
        this.Require(Repeats is >= 1 and <= 100, nameof(Repeats), Repeats, "1 to 100");
        this.Require(TestShare is > 0 and <= 0.5, nameof(TestShare), TestShare, "above 0, at most 0.5");
        this.Require(Enum.IsDefined(Metric), nameof(Metric), Metric, string.Join(", ", Enum.GetNames<ComparisonMetric>()));
        this.Require(
            Trainers.Count > 0 && Trainers.DistinctBy(t => t.Name).Count() == Trainers.Count,
            nameof(Trainers),
            string.Join(", ", Trainers.Select(t => t.Name)),
            "one or more, each with a name of its own"
        );
        this.Require(
            LearningCurveShares.All(s => s is > 0 and < 1) && LearningCurveShares.SequenceEqual(LearningCurveShares.Distinct().Order()),
            nameof(LearningCurveShares),
            string.Join(", ", LearningCurveShares),
            "ascending, above 0 and below 1"
        );
        this.Require(Confidence is >= 0.5 and <= 0.999, nameof(Confidence), Confidence, "0.5 to 0.999");
        this.Require(BootstrapResamples is >= 100 and <= 100_000, nameof(BootstrapResamples), BootstrapResamples, "100 to 100000");
        this.Require(FailedShare is >= 0 and <= 0.5, nameof(FailedShare), FailedShare, "0 to 0.5");
        this.Require(CacheMegabytes is >= 0 and <= 1 << 20, nameof(CacheMegabytes), CacheMegabytes, "0 to 1048576");
    }
}
