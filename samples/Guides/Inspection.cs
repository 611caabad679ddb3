using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/inspect.md.</summary>
internal static class Inspection
{
    public static void Run(MLContext ml)
    {
        IDataView photos = ml.Data.LoadImageFolder("photos");
        ImageInspection inspection = ml.Data.InspectImages(photos, Backbone.PackagedResNet18);
        foreach (ImageFinding finding in inspection.Findings)
            Console.WriteLine($"{inspection.Images[finding.Image].Path}: {finding.Kind}, {finding.Reason}");
        inspection.SaveReport("inspection");
        IDataView cleaned = ml.Data.LoadImageList("inspection/cleaned.csv");
    }
}
