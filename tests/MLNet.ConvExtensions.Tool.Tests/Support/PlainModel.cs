using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Tests.Support;

/// <summary>A model that the tool saved, loaded as ML.NET alone loads it.</summary>
internal static class PlainModel
{
    /// <summary>How many images of a folder with a folder for each class it predicts the class of.</summary>
    public static int CountRight(string file, string folder)
    {
        var ml = new MLContext();
        ITransformer model = ml.Model.Load(file, out _);
        string[] paths = [.. Directory.GetFiles(folder, "*.png", SearchOption.AllDirectories)];
        IDataView predicted = model.Transform(ml.Data.LoadFromEnumerable(paths.Select(p => new { ImagePath = p, Label = "even" })));
        IEnumerable<ReadOnlyMemory<char>> labels = ml
            .Transforms.Conversion.MapKeyToValue("PredictedLabel")
            .Fit(predicted)
            .Transform(predicted)
            .GetColumn<ReadOnlyMemory<char>>("PredictedLabel");
        return paths.Zip(labels).Count(p => Path.GetFileName(Path.GetDirectoryName(p.First)) == p.Second.ToString());
    }
}
