using Microsoft.ML;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>Models of images that a program or a command saved for ML.NET.</summary>
internal static class SavedModel
{
    /// <param name="file">The model.</param>
    /// <param name="column">The column of images; null for the one that the model predicts from.</param>
    /// <exception cref="FormatException">The file isn't a model, or is damaged.</exception>
    /// <exception cref="NotSupportedException">It predicts from something else than images, or neither classes nor a number.</exception>
    public static ImageModel Load(FileInfo file, string? column) => new MLContext().Model.LoadImageModel(file.FullName, column);

    /// <param name="file">The model.</param>
    /// <param name="column">The column of images; null for the one that the model predicts from.</param>
    /// <exception cref="FormatException">The file isn't a model, or is damaged.</exception>
    /// <exception cref="NotSupportedException">It predicts from something else than images, or predicts no classes.</exception>
    public static ImageModel LoadClassifier(FileInfo file, string? column)
    {
        ImageModel model = Load(file, column);
        if (model.Classes.Count > 0)
            return model;
        model.Dispose();
        throw new NotSupportedException($"The model '{file.Name}' predicts a number; needed: a model that tells classes apart.");
    }
}
