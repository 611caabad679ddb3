using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/hub.md: nothing is downloaded or read until a stage is fitted.</summary>
internal static class Hub
{
    public static void Run(MLContext ml)
    {
        Backbone dino = Backbone.FromHub("Xenova/dinov2-small");
        IEstimator<ITransformer> features = ml.Transforms.ConvFeatures(dino,
            new ConvFeaturesOptions { InputColumnName = "ImagePath", Pooling = FeaturePooling.ClassTokenAndPatchAverage });
        Console.WriteLine($"{features.GetType().Name} of {dino}");    // ConvFeaturesEstimator of Xenova/dinov2-small

        Backbone resnet = Backbone.FromSafetensors("model.safetensors", Architectures.Named("ResNet18"));
        Console.WriteLine($"{resnet}: {resnet.Preprocessing!.Width} pixels");    // model: 224 pixels
    }
}
