using Microsoft.ML;
using MLNet.ConvExtensions;

namespace WebApi;

/// <summary>A model that tells striped photos from plain ones, for want of a better one.</summary>
internal static class SmallModel
{
    /// <summary>The photos, a folder for each class.</summary>
    public static string Photos { get; } = Path.Combine(AppContext.BaseDirectory, "photos");

    /// <summary>Trains it on paths, and returns its file.</summary>
    public static string Train()
    {
        var ml = new MLContext(seed: 1);
        IDataView photos = ml.Data.LoadFromEnumerable(
            Directory
                .GetFiles(Photos, "*.jpg", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => new Photo(path, Path.GetFileName(Path.GetDirectoryName(path)!)))
        );
        var pipeline = ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.Embedded))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0));
        string file = Path.Combine(AppContext.BaseDirectory, "stripes.zip");
        using var model = pipeline.Fit(photos);
        ml.Model.Save(model, photos.Schema, file);
        return file;
    }

    private sealed record Photo(string ImagePath, string Label);
}
