using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/self-supervised.md.</summary>
internal static class SelfSupervised
{
    public static void Run(MLContext ml)
    {
        IDataView photos = ml.Data.LoadImageFolder("photos");
        var options = new PretrainRotationOptions { InputColumnName = "ImagePath", Epochs = 2, Checkpoint = new CheckpointOptions("pretraining.state") };
        using PretrainedNetworkTransformer model = ml.Transforms.PretrainRotation(Architectures.CifarResNet20(64, 64, 3, 10), options).Fit(photos);

        // The column 'Features', from model.Transform; or the backbone for any pipeline, and for fine-tuning with the labels that there are:
        var tuning = new FineTuneOptions { FeatureColumnName = "ImagePath", Strategy = FineTuneStrategy.Full, Epochs = 2 };
        var trainer = ml.MulticlassClassification.Trainers.FineTune(model.Backbone, tuning);
        model.Network.Save("backbone.onnx");
        Console.WriteLine($"{model.FeatureCount} features without labels; {trainer.GetType().Name} learns on");
    }
}
