using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/features.md.</summary>
internal static class FewPhotos
{
    public static void Run(MLContext ml)
    {
        IDataView photos = ml.Data.LoadImageFolder("photos");
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.PackagedResNet18))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f));
        ml.Model.Save(pipeline.Fit(photos), photos.Schema, "model.zip");
        Lists(ml);
    }

    private static void Lists(MLContext ml)
    {
        WriteList();
        IDataView byFolder = ml.Data.LoadImageFolder("photos");
        IDataView byList = ml.Data.LoadImageList("photos.csv", new ImageListOptions { GroupColumnName = "camera" });
        Console.WriteLine($"{byFolder.Preview(1000).RowView.Length} photos by folder, {byList.Preview(1000).RowView.Length} by list");
    }

    private static void WriteList() => File.WriteAllLines(
        "photos.csv",
        Directory.GetFiles("photos", "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select((file, i) => $"{file},{Path.GetFileName(Path.GetDirectoryName(file))},camera{i % 3}").Prepend("file,label,camera"));
}
