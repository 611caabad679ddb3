using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Trainers.SelfSupervised;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions;

/// <summary>
/// Options of learning features that stay alike when an image is changed, and differ between images: SimCLR (Chen et al., A Simple
/// Framework for Contrastive Learning of Visual Representations, 2020). Each image is changed in two ways; of all images of a step each has
/// to find its other half. The larger <see cref="TrainingRunOptions.BatchSize"/> (images of a step; the network sees twice as many), the
/// harder that is, and the better as a rule.
/// </summary>
public sealed record PretrainContrastiveOptions : PretrainingOptions
{
    /// <summary>The augmentation is that of the paper at first.</summary>
    public PretrainContrastiveOptions() => Augmentation = AugmentationOptions.SimClr;

    /// <summary>
    /// What similarities are divided by before the softmax, 0.01 to 10: the smaller, the more the images count that are most alike. The
    /// paper's best for CIFAR-10 is 0.5, for ImageNet 0.1.
    /// </summary>
    public double Temperature { get; init; } = 0.5;

    /// <summary>The numbers that the projection gives for each image, which are compared, 2 to 65536.</summary>
    public int ProjectionWidth { get; init; } = 128;

    /// <summary>The width of the projection's hidden layer, 1 to 65536. If left out, that of the features.</summary>
    public int? HiddenWidth { get; init; }

    internal override SampleViews Views => SampleViews.Pair;

    internal override ModelTask Task => ModelTask.Regression;

    internal override TrainingLoss CreateLoss(ModelTask task, Device device) => new ContrastiveLoss(Temperature);

    internal override OnnxNetwork WithHead(Encoder encoder)
    {
        OnnxNetwork projection = NetworkBuilder
            .Features(encoder.Width, Seed)
            .Dense(HiddenWidth ?? encoder.Width, initializer: Initializer.HeNormal)
            .Relu()
            .Dense(ProjectionWidth)
            .Build();
        return encoder.Features.WithHead(projection, prefix: "projection");
    }

    internal override void Validate()
    {
        base.Validate();
        this.Require(BatchSize >= 2, nameof(BatchSize), BatchSize, "2 or more: each image is compared with the others of its step");
        this.Require(Temperature is >= 0.01 and <= 10, nameof(Temperature), Temperature, "0.01 to 10");
        this.Require(ProjectionWidth is >= 2 and <= 65_536, nameof(ProjectionWidth), ProjectionWidth, "2 to 65536");
        this.Require(HiddenWidth is null or (>= 1 and <= 65_536), nameof(HiddenWidth), HiddenWidth, "1 to 65536, or null");
        this.Require(
            Augmentation is not null && Augmentation != new AugmentationOptions(),
            nameof(Augmentation),
            Augmentation is null ? null : "one that changes nothing",
            "one that changes images, such as "
                + $"{nameof(AugmentationOptions)}.{nameof(AugmentationOptions.SimClr)}: two halves that are alike teach nothing"
        );
    }
}
