using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions;
using Spectre.Console;

namespace SnowLeopard;

/// <summary>The whole job: photos, features, trainers side by side, the mistakes, and a model to take away.</summary>
internal static class Job
{
    private const int PixelSide = 32;

    public static void Run(JobOptions options)
    {
        if (options.Folds is < 2 or > 20)
            throw new UsageException($"--folds is {options.Folds}; allowed: 2 to 20.");
        var context = new MLContext(options.Seed);
        List<Photo> photos = PhotoFolder.Read(options.Images ?? RenderedPhotos.Folder(options.Seed), options.Positive);
        Backbone backbone = options.Backbone is { } file
            ? Backbone.FromFile(file.FullName)
            : Backbone.FromFile(Path.Combine(AppContext.BaseDirectory, "random-weights-convnet.onnx"), RenderedPhotos.Preprocessing);

        ConvFeaturesEstimator conv = context.Transforms.ConvFeatures(
            backbone, new ConvFeaturesOptions { OutputColumnName = "Features", InputColumnName = "ImagePath", BadImages = BadImageHandling.Missing });
        IEstimator<ITransformer> pixels = context.Transforms.LoadImages("Image", imageFolder: null, "ImagePath")
            .Append(context.Transforms.ResizeImages("Image", PixelSide, PixelSide, "Image", ImageResizingEstimator.ResizingKind.Fill))
            .Append(context.Transforms.ExtractPixels("Features", "Image", scaleImage: 1f / 255f));

        var watch = Stopwatch.StartNew();
        IDataView data = context.Data.LoadFromEnumerable(photos);
        using ConvFeaturesTransformer featurizer = conv.Fit(data);
        List<FeaturizedPhoto> convPhotos = Featurize(context, featurizer, data, $"conv features ({backbone.Name}, {featurizer.FeatureCount} of layer {featurizer.Layer})", photos.Count);
        AnsiConsole.MarkupLine($"{photos.Count} photos to features in {watch.Elapsed.TotalSeconds:0.0} s, {photos.Count / watch.Elapsed.TotalSeconds:0} a second.");
        PhotoFolder.ReportBad(featurizer.BadImages);
        convPhotos.RemoveAll(p => float.IsNaN(p.Features.GetItemOrDefault(0)));
        var good = convPhotos.Select(p => p.ImagePath).ToHashSet();
        List<Photo> readable = photos.FindAll(p => good.Contains(p.ImagePath));
        IDataView readableData = context.Data.LoadFromEnumerable(readable);
        List<FeaturizedPhoto> pixelPhotos = Featurize(context, pixels.Fit(readableData), readableData, $"raw pixels ({PixelSide}x{PixelSide})", readable.Count);

        Comparison comparison = new(context, options);
        CandidateResult best = comparison.Run(convPhotos, pixelPhotos);
        comparison.PrintMistakes(best, options.Positive);
        SaveAndUse(context, options, conv, readable);
    }

    private static List<FeaturizedPhoto> Featurize(MLContext context, ITransformer transformer, IDataView data, string what, int count) =>
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(progress =>
        {
            ProgressTask task = progress.AddTask(what.EscapeMarkup(), maxValue: count);
            var photos = new List<FeaturizedPhoto>(count);
            foreach (FeaturizedPhoto photo in context.Data.CreateEnumerable<FeaturizedPhoto>(transformer.Transform(data), reuseRowObject: false, ignoreMissingColumns: false))
            {
                photos.Add(photo);
                task.Increment(1);
            }

            return photos;
        });

    /// <summary>Fits the whole pipeline on all photos, saves it, loads it again as any ML.NET program would, and asks it about one photo.</summary>
    private static void SaveAndUse(MLContext context, JobOptions options, ConvFeaturesEstimator conv, List<Photo> photos)
    {
        IDataView data = context.Data.LoadFromEnumerable(photos);
        string path = options.Model?.FullName ?? Path.Combine(Path.GetTempPath(), $"snow-leopard-{Environment.ProcessId}.zip");
        IEstimator<ITransformer> pipeline = conv.AppendCacheCheckpoint(context)
            .Append(context.Transforms.NormalizeMeanVariance("Features", fixZero: false))
            .Append(context.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: 0.1f));
        ITransformer fitted = pipeline.Fit(data);
        context.Model.Save(fitted, data.Schema, path);
        (fitted as IDisposable)?.Dispose();

        Photo photo = photos.Find(p => p.Label)!;
        ITransformer loaded = context.Model.Load(path, out _);
        using (PredictionEngine<Photo, PhotoPrediction> engine = context.Model.CreatePredictionEngine<Photo, PhotoPrediction>(loaded))
        {
            PhotoPrediction prediction = engine.Predict(photo);
            AnsiConsole.MarkupLine($"Saved the pipeline ({new FileInfo(path).Length / 1024.0 / 1024.0:0.0} MB), loaded it with ML.NET's own Model.Load, and asked it about {Path.GetFileName(photo.ImagePath).EscapeMarkup()}:");
            AnsiConsole.MarkupLine($"  {(prediction.PredictedLabel ? "" : "not ")}{options.Positive.EscapeMarkup()}, probability {prediction.Probability:0.000} (it is one).");
        }

        if (options.Model is null)
            File.Delete(path);
        else
            AnsiConsole.MarkupLine($"The model is {path.EscapeMarkup()}.");
    }
}
