using Microsoft.ML;
using MLNet.ConvExtensions;
using Spectre.Console;

namespace SnowLeopard;

/// <summary>The model to take away: saved as one file, loaded again in both ways, and asked about a photo.</summary>
internal sealed class Takeaway(MLContext context, JobOptions options)
{
    /// <summary>Fits the whole pipeline on all photos, saves it, loads it and uses it.</summary>
    public void SaveAndUse(ConvFeaturesEstimator conv, List<Photo> photos)
    {
        string path = options.Model?.FullName ?? Path.Combine(Path.GetTempPath(), $"snow-leopard-{Path.GetRandomFileName()}.zip");
        string temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            Save(conv, photos, temporary);
            File.Move(temporary, path, overwrite: true);
            Use(path, photos.Find(p => p.Label)!);
        }
        finally
        {
            File.Delete(temporary);
            if (options.Model is null)
                File.Delete(path);
        }

        if (options.Model is not null)
            AnsiConsole.MarkupLine($"The model is {path.EscapeMarkup()}.");
    }

    private void Save(ConvFeaturesEstimator conv, List<Photo> photos, string path)
    {
        IDataView data = context.Data.LoadFromEnumerable(photos);
        IEstimator<ITransformer> pipeline = conv.AppendCacheCheckpoint(context)
            .Append(context.Transforms.NormalizeMeanVariance("Features", fixZero: false))
            .Append(context.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: 0.1f));
        ITransformer fitted = pipeline.Fit(data);
        using (fitted as IDisposable)
            context.Model.Save(fitted, data.Schema, path);
    }

    private void Use(string path, Photo photo)
    {
        AnsiConsole.MarkupLine(
            $"Saved the pipeline of all photos ({new FileInfo(path).Length / 1024.0 / 1024.0:0.0} MB) and asked it about "
                + $"{Path.GetFileName(photo.ImagePath).EscapeMarkup()} ({options.Positive.EscapeMarkup()}):"
        );
        Ask(context.Model.LoadWithConvFeatures(path, out _), photo, "loaded by this library, the same features to the bit");
        Ask(context.Model.Load(path, out _), photo, "loaded by ML.NET alone");
    }

    private void Ask(ITransformer model, Photo photo, string how)
    {
        // The engine disposes the model with itself.
        using PredictionEngine<Photo, PhotoPrediction> engine = context.Model.CreatePredictionEngine<Photo, PhotoPrediction>(model);
        PhotoPrediction prediction = engine.Predict(photo);
        AnsiConsole.MarkupLine(
            $"  {how}: {(prediction.PredictedLabel ? "" : "not ")}{options.Positive.EscapeMarkup()}, probability "
                + $"{prediction.Probability:0.000000}"
        );
    }
}
