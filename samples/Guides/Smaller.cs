using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/quantize.md.</summary>
internal static class Smaller
{
    public static void Run(MLContext ml)
    {
        string[] files = Directory.GetFiles("photos", "*.jpg", SearchOption.AllDirectories);
        QuantizationResult small = Backbone.Embedded.Quantize(files, new QuantizationOptions { MaxLoss = 2, MinSpeedup = 0 });
        Console.Write(small.Report.ToText());
        small.Network.Save("small.onnx");
        var features = ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.FromFile("small.onnx"));
        Console.WriteLine($"{features.Fit(ml.Data.LoadImageFolder("photos")).FeatureCount} features");
    }
}
