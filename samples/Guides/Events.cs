using System.Text.RegularExpressions;
using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/events.md: here the folders of classes are deployments.</summary>
internal static class Events
{
    public static void Run(MLContext ml)
    {
        string[] folders = [.. Directory.GetDirectories("photos").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        File.WriteAllLines("deployments.csv", folders.Select(f => $"{f},{f} ridge,-01:00:00").Prepend("Deployment,Site,ClockOffset"));
        IDataView photos = Load(ml);
        Judge(ml, photos);
        Count();
    }

    private static IDataView Load(MLContext ml)
    {
        var options = new CameraTrapOptions
        {
            Deployments = CameraDeployments.Load("deployments.csv"),
            LabelPattern = new Regex("([^/]+)/[^/]*$"),                  // the class is the folder that a photo is in
        };
        IDataView photos = ml.Data.LoadCameraTraps("photos", options);   // or "archive.csv", whatever its length
        return photos;
    }

    private static void Judge(MLContext ml, IDataView photos)
    {
        var trainers = ml.MulticlassClassification.Trainers;
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.Embedded))
            .AppendCacheCheckpoint(ml)
            .Append(trainers.BurstEnsemble(
                trainers.LbfgsMaximumEntropy(),
                new BurstEnsembleOptions { GroupColumnName = "Event", Rule = BurstRule.Smoothing }));
        Console.WriteLine($"{ml.MulticlassClassification.Evaluate(pipeline.Fit(photos).Transform(photos)).MicroAccuracy:0.00}");
    }

    private static void Count()
    {
        CameraTrapDetection[] deer = [new() { Category = "animal", Classes = [new("deer", 0.9f)] }];
        IEnumerable<CameraTrapImage> found = CameraTrapEvents.Assign(CameraTrapArchive.Read("photos"))
            .Select(media => new CameraTrapImage { Media = media, Detections = deer });
        foreach (CameraTrapEvent seen in CameraTrapEvents.Summarize(found).Take(3))
            Console.WriteLine($"{seen.Deployment}, {seen.Start}: {seen.Label}, {string.Join(", ", seen.Counts)}");
    }
}
