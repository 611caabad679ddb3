using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/detect.md.</summary>
internal static class Detection
{
    public static void Run(MLContext ml)
    {
        Objects();
        Crops(ml);
        Both(ml);
    }

    private static void Objects()
    {
        using Detector detector = Detector.FromFile("detector.onnx");
        foreach (DetectedObject found in detector.Detect("photo.jpg"))
            Console.WriteLine($"{found.Label} {found.Confidence:0.00} at {found.Box.Left:0.00}, {found.Box.Top:0.00}");
        foreach (ImageDetections photo in detector.Detect(Directory.EnumerateFiles("photos/striped")))
            Console.WriteLine($"{photo.Image}: {photo.Error ?? $"{photo.Objects.Count} objects"}");
    }

    private static void Crops(MLContext ml)
    {
        IDataView photos = ml.Data.LoadImageFolder("photos");
        using Detector detector = Detector.FromFile("detector.onnx");
        var pipeline = ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.CropToDetections("Crop", "ImagePath", detector))
            .Append(ml.Transforms.ConvFeatures("Features", "Crop", Backbone.PackagedResNet18))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f));
        ml.Model.Save(pipeline.Fit(photos), photos.Schema, "crops.zip");
    }

    private static void Both(MLContext ml)
    {
        using Detector detector = Detector.FromFile("detector.onnx");
        using ImageModel species = ml.Model.LoadImageModel("model.zip");
        using var both = new DetectAndClassify(detector, species);
        foreach (ClassifiedImage photo in both.Predict(Directory.EnumerateFiles("photos/striped")))
        foreach (ClassifiedObject found in photo.Objects)
            Console.WriteLine($"{photo.Image}: {found.Object.Label}, {found.Prediction?.Label} ({found.Prediction?.Probability:P0})");
    }
}
