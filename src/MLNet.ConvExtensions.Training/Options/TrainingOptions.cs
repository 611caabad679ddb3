using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Options;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions;

/// <summary>Options of all trainers that learn from labels.</summary>
public abstract record TrainingOptions : TrainingRunOptions
{
    /// <summary>
    /// Name of the column that the network sees: image paths (text), encoded images (vector of bytes),
    /// <see cref="Microsoft.ML.Data.MLImage"/>, or values (vector of <see cref="float"/>, C x H x W of the network's input, planes one
    /// after another), which go into the network as they are.
    /// </summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>Name of the column of labels: a key for several classes, Boolean for two, <see cref="float"/> for a regression.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>Name of a column of <see cref="float"/>, 0 or more, by which each row counts. If left out, all count alike.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>
    /// The part of each class that is spread over all of them (Szegedy et al., Rethinking the Inception Architecture, 2016), 0 or more and
    /// below 1.
    /// </summary>
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// How much each class counts, in the order of the keys (false, true for two classes), 0 or more. If left out, all count alike.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>
    /// How far classes are seen equally often, 0 to 1, whatever their numbers: of a class of n rows an epoch has a part proportional to n to
    /// the power of 1 - <see cref="ClassBalance"/>. 0 takes every row once, 0.5 is square-root sampling (Mahajan et al., 2018), 1 is
    /// class-balanced sampling: rows of rare classes come several times, each time changed anew by the augmentation, and some of frequent
    /// ones not in every epoch. An epoch has as many rows as ever; the validation is as it is. For labels of one class a row.
    /// </summary>
    /// <remarks>The probabilities then are those of classes that are equally frequent.</remarks>
    public double ClassBalance { get; init; }

    /// <summary>
    /// How much the loss of an output beside the first counts, 0 or more: the auxiliary classifiers of GoogLeNet and Inception. 0.3, as for
    /// GoogLeNet; Inception v3 is trained with 0.4.
    /// </summary>
    public double AuxiliaryWeight { get; init; } = 0.3;

    /// <summary>
    /// What the training minimizes. If left out, the usual one: cross-entropy for classes, of a softmax or, with two classes, of a sigmoid,
    /// and the squared error for numbers.
    /// </summary>
    public Loss? Loss { get; init; }

    /// <summary>
    /// Metrics of your own, computed in each epoch on training and validation beside the accuracy or the mean absolute error.
    /// </summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    internal override IReadOnlyList<Metric> CustomMetrics => Metrics;

    internal override double BalanceOfClasses => ClassBalance;

    internal override string SourceColumn => FeatureColumnName;

    internal override double WeightOfAuxiliary => AuxiliaryWeight;

    internal override IEnumerable<string> Indifferent =>
        [.. base.Indifferent, nameof(FeatureColumnName), nameof(LabelColumnName), nameof(ExampleWeightColumnName)];

    internal override TrainingLoss CreateLoss(ModelTask task, Device device)
    {
        TrainingLoss usual = task switch
        {
            ModelTask.Multiclass => new CrossEntropyLoss(LabelSmoothing, ClassWeights, device),
            ModelTask.Binary or ModelTask.Multilabel => new BinaryCrossEntropyLoss(LabelSmoothing, ClassWeights),
            _ => new SquaredErrorLoss(),
        };
        return Loss is null ? usual : new CustomLoss(Loss, usual, ClassWeights, device);
    }

    internal override void Validate()
    {
        base.Validate();
        this.Require(!string.IsNullOrWhiteSpace(FeatureColumnName), nameof(FeatureColumnName), FeatureColumnName, "a column name");
        this.Require(!string.IsNullOrWhiteSpace(LabelColumnName), nameof(LabelColumnName), LabelColumnName, "a column name");
        this.Require(
            ExampleWeightColumnName is null || !string.IsNullOrWhiteSpace(ExampleWeightColumnName),
            nameof(ExampleWeightColumnName),
            ExampleWeightColumnName,
            "a column name, or null"
        );
        this.Require(LabelSmoothing is >= 0 and < 1, nameof(LabelSmoothing), LabelSmoothing, "0 or more, below 1");
        this.Require(
            ClassWeights is null || ClassWeights.All(w => w is >= 0 and < float.PositiveInfinity),
            nameof(ClassWeights),
            ClassWeights is null ? null : string.Join(", ", ClassWeights),
            "0 or more each, or null"
        );
        this.Require(ClassBalance is >= 0 and <= 1, nameof(ClassBalance), ClassBalance, "0 to 1");
        this.Require(Loss is null || LabelSmoothing == 0, nameof(LabelSmoothing), LabelSmoothing, $"0 with a {nameof(Loss)} of your own");
        MetricNames.Check(Metrics, GetType().Name);
        this.Require(AuxiliaryWeight is >= 0 and < double.PositiveInfinity, nameof(AuxiliaryWeight), AuxiliaryWeight, "0 or more");
    }
}
