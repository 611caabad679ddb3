using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Transforms.Image;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>ML.NET's own stages from JPEG files: LoadImages, ResizeImages, ExtractPixels, ApplyOnnxModel.</summary>
internal static class StockSpeed
{
    public static void Measure()
    {
        string version = typeof(MLContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        foreach (string network in Inputs.Networks)
        {
            foreach (string set in Inputs.PhotoSets)
                SideBySide.Write("mlnet", network, set, $"Microsoft.ML {version.Split('+')[0]}", Speed(network, set), "images/s");
        }
    }

    private static double Speed(string network, string set)
    {
        var context = new MLContext();
        string[] photos = Inputs.Photos(set);
        OnnxNetwork file = OnnxNetwork.Load(Inputs.Network(network));
        string input = file.Inputs[0].Name;
        ITransformer stages = context
            .Transforms.LoadImages("Image", "", nameof(StageSpeed.PhotoRow.ImagePath))
            .Append(context.Transforms.ResizeImages("Resized", 224, 224, "Image", ImageResizingEstimator.ResizingKind.IsoCrop))
            .Append(context.Transforms.ExtractPixels(input, "Resized", scaleImage: 1f / 255))
            .Append(context.Transforms.ApplyOnnxModel([file.Outputs[0].Name], [input], Inputs.Network(network)))
            .Fit(StageSpeed.Rows(context, photos, 1));
        try
        {
            return StageSpeed.PerSecond(stages.Transform(StageSpeed.Rows(context, photos, int.MaxValue)));
        }
        finally
        {
            (stages as IDisposable)?.Dispose();
        }
    }
}
