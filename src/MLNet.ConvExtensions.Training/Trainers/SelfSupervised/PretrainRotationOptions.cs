using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Trainers.SelfSupervised;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions;

/// <summary>
/// Options of learning features by telling how an image was turned (Gidaris et al., Unsupervised Representation Learning by Predicting
/// Image Rotations, 2018). Of each image the network sees four in a step: as it is, and turned by 90, 180 and 270 degrees, so
/// <see cref="TrainingRunOptions.BatchSize"/> is a fourth of what a step computes. For images that have an above and a below.
/// </summary>
public sealed record PretrainRotationOptions : PretrainingOptions
{
    private const double MostDegrees = 45;

    internal override SampleViews Views => SampleViews.Quarters;

    internal override ModelTask Task => ModelTask.Multiclass;

    internal override TrainingLoss CreateLoss(ModelTask task, Device device) =>
        new CrossEntropyLoss(smoothing: 0, classWeights: null, device);

    internal override OnnxNetwork WithHead(Encoder encoder)
    {
        if (encoder.Shape.Height != encoder.Shape.Width)
        {
            throw new OnnxNetworkException(
                $"The network '{encoder.Network.Name}' takes images of {encoder.Shape.Width} x "
                    + $"{encoder.Shape.Height}; needed for rotations: as wide as high."
            );
        }

        return encoder.Features.WithHead(
            NetworkBuilder.Features(encoder.Width, Seed).Dense(PlaneMoves.Quarters).Build(),
            prefix: "rotation"
        );
    }

    internal override void Validate()
    {
        base.Validate();
        string name = nameof(Augmentation);
        this.Require(
            Augmentation is not { VerticalFlip: true },
            $"{name}.{nameof(AugmentationOptions.VerticalFlip)}",
            true,
            "false: upside down is one of the rotations to predict"
        );
        this.Require(
            Augmentation is null or { Rotation: < MostDegrees },
            $"{name}.{nameof(AugmentationOptions.Rotation)}",
            Augmentation?.Rotation,
            $"below {MostDegrees}: the rotation is what the network predicts"
        );
    }
}
