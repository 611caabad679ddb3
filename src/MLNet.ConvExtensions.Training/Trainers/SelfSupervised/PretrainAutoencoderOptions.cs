using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Trainers.SelfSupervised;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions;

/// <summary>
/// Options of learning features from which the image can be made again: a convolutional autoencoder (Masci et al., Stacked Convolutional
/// Auto-Encoders for Hierarchical Feature Extraction, 2011). The decoder is made to fit the features: transposed convolutions of stride 2,
/// each with batch normalisation and a ReLU, with half as many maps from one to the next. The loss is the mean squared error of the
/// network's own pixels. Where <see cref="PretrainingOptions.Layer"/> has feature maps, the decoder starts from these, and they are pooled
/// only afterwards.
/// </summary>
public sealed record PretrainAutoencoderOptions : PretrainingOptions
{
    /// <summary>
    /// The maps of the decoder at the image's full size, 1 to 1024; at half the size it has twice as many, up to eight times.
    /// </summary>
    public int DecoderWidth { get; init; } = 16;

    internal override SampleViews Views => SampleViews.Once;

    internal override ModelTask Task => ModelTask.Regression;

    internal override TrainingLoss CreateLoss(ModelTask task, Device device) => new ReconstructionLoss();

    internal override OnnxNetwork WithHead(Encoder encoder) =>
        encoder.Network.WithHead(Decoder.Create(encoder, DecoderWidth, Seed), prefix: "decoder");

    internal override void Validate()
    {
        base.Validate();
        this.Require(DecoderWidth is >= 1 and <= 1024, nameof(DecoderWidth), DecoderWidth, "1 to 1024");
    }
}
