using Microsoft.ML;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>Models of images that a program or a command saved for ML.NET.</summary>
internal static class SavedModel
{
    private const int Shown = 20;

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
        if (model.Classes.Count > 0 && !model.IsMultilabel)
            return model;
        string what =
            model.IsMultilabel ? "predicts several labels"
            : model.NumberOfValues == 1 ? "predicts a number"
            : "predicts several numbers";
        model.Dispose();
        throw new NotSupportedException($"The model '{file.Name}' {what}; needed: a model that tells classes apart.");
    }

    /// <summary>What a model says of images, while it is asked.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images' paths.</param>
    public static ModelPredictions Ask(ImageModel model, IReadOnlyList<string> images)
    {
        string[] classes = [.. model.Classes];
        return new ModelPredictions(
            classes,
            model.IsBinary,
            Find,
            model.Predict(images),
            () => new MemoryPredictor(model.Predict),
            () => new MLContext().Model.CreateImageExplainer(model)
        );

        int Find(string text)
        {
            int place = Array.IndexOf(classes, text);
            string more = classes.Length > Shown ? $" and {classes.Length - Shown} more" : "";
            return place >= 0
                ? place
                : throw new ArgumentException(
                    $"The model doesn't know '{text}'; its classes are "
                        + $"{string.Join(", ", classes.Take(Shown).Select(c => $"'{c}'"))}{more}."
                );
        }
    }
}
