using System.Text.RegularExpressions;
using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/image-data.md.</summary>
internal static class ImageData
{
    public static void Run(MLContext ml)
    {
        Folder(ml);
        Counted(ml);
        Patterns(ml);
        List(ml);
        Videos(ml);
    }

    private static void Folder(MLContext ml)
    {
        IDataView photos = ml.Data.LoadImageFolder("photos");                 // photos/cat/1.jpg is a 'cat'
        Console.WriteLine(photos.GetRowCount());
    }

    private static void Counted(MLContext ml)
    {
        IDataView photos = ml.Data.LoadImageFolder("photos", out ImageFolderSummary summary);
        Console.WriteLine(summary.DescribeLeftOut());    // Left out: 3 files that are not images by their names, 1 hidden file or folder.
        Console.WriteLine(photos.GetRowCount());
    }

    private static void Patterns(MLContext ml)
    {
        var options = new ImageFolderOptions
        {
            LabelPattern = new Regex(@"([^/.]+)[^/]*$"),       // cat.17.jpg is a 'cat'
            GroupPattern = new Regex(@"burst(\d+)"),           // a column 'Group'
        };
        Directory.CreateDirectory("bursts");
        File.Copy("photo.jpg", "bursts/cat.17.burst1.jpg");
        File.Copy("photo.jpg", "bursts/dog.18.burst2.jpg");
        Console.WriteLine(ml.Data.LoadImageFolder("bursts", options).GetRowCount());
    }

    private static void List(MLContext ml)
    {
        File.WriteAllLines(
            "photos.csv",
            Directory.GetFiles("photos", "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select((file, i) => $"{file},{Path.GetFileName(Path.GetDirectoryName(file))},animal{i % 8}").Prepend("file,label,animal"));
        var options = new ImageListOptions { FileColumnName = "file", LabelColumnName = "label", GroupColumnName = "animal" };
        IDataView photos = ml.Data.LoadImageList("photos.csv", options);
        var parts = ml.Data.TrainTestSplitByGroup(photos, testFraction: 0.2, labelColumnName: "Label");
        Console.WriteLine($"{parts.TrainSet.GetRowCount()} and {parts.TestSet.GetRowCount()} photos");
    }

    /// <summary>docs/inputs.md: here the photos of a class are the frames of two videos.</summary>
    private static void Videos(MLContext ml)
    {
        foreach (string photo in Directory.GetFiles("photos", "*.jpg", SearchOption.AllDirectories))
        {
            string number = Path.GetFileNameWithoutExtension(photo);
            string label = Path.GetFileName(Path.GetDirectoryName(photo)!);
            string folder = Directory.CreateDirectory(Path.Combine("videos", label, number[^1] < '5' ? "first" : "second")).FullName;
            File.Copy(photo, Path.Combine(folder, $"{number}.jpg"));
        }

        var trainer = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy();
        IDataView frames = ml.Data.LoadVideoFolder("videos", new VideoOptions { FramesPerSecond = 2 });
        var watcher = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ConvFeatures("Features", "Image", Backbone.PackagedResNet18))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.BurstEnsemble(trainer, groupColumnName: "VideoPath"));
        Console.WriteLine($"{ml.MulticlassClassification.Evaluate(watcher.Fit(frames).Transform(frames)).MicroAccuracy:0.00}");
    }
}
