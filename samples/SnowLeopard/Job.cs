using System.Diagnostics;
using Microsoft.ML;
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
        options.Check();
        var context = new MLContext(options.Seed);
        Backbone backbone =
            options.Backbone is not { } network ? Backbone.PackagedResNet18
            : File.Exists(network) || network.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? Backbone.FromFile(network)
            : Backbone.Named(network);
        List<Photo> photos = PhotoFolder.Read(context, options.Images ?? RenderedPhotos.Folder(options.Seed), options.Positive);
        StratifiedFolds.Check(photos.ConvertAll(p => p.Label), options.Folds);

        ConvFeaturesEstimator conv = context.Transforms.ConvFeatures(
            backbone,
            new ConvFeaturesOptions
            {
                OutputColumnName = "Features",
                InputColumnName = "ImagePath",
                BadImages = BadImageHandling.Missing,
            }
        );
        IEstimator<ITransformer> pixels = context
            .Transforms.LoadImages("Image", imageFolder: null, "ImagePath")
            .Append(context.Transforms.ResizeImages("Image", PixelSide, PixelSide, "Image", ImageResizingEstimator.ResizingKind.Fill))
            .Append(context.Transforms.ExtractPixels("Features", "Image", scaleImage: 1f / 255f));

        var watch = Stopwatch.StartNew();
        IDataView data = context.Data.LoadFromEnumerable(photos);
        using ConvFeaturesTransformer featurizer = conv.Fit(data);
        List<FeaturizedPhoto> convPhotos = Featurize(
            context,
            featurizer,
            data,
            $"conv features ({backbone.Name}, {featurizer.FeatureCount} of layer {featurizer.Layer})",
            photos.Count
        );
        AnsiConsole.MarkupLine(
            $"{photos.Count} photos to features in {watch.Elapsed.TotalSeconds:0.0} s, {photos.Count / watch.Elapsed.TotalSeconds:0} a "
                + "second."
        );
        PhotoFolder.ReportBad(featurizer.BadImages);
        convPhotos.RemoveAll(p => float.IsNaN(p.Features.GetItemOrDefault(0)));
        var good = convPhotos.Select(p => p.ImagePath).ToHashSet();
        List<Photo> readable = photos.FindAll(p => good.Contains(p.ImagePath));
        IDataView readableData = context.Data.LoadFromEnumerable(readable);
        List<FeaturizedPhoto> pixelPhotos = Featurize(
            context,
            pixels.Fit(readableData),
            readableData,
            $"raw pixels ({PixelSide}x{PixelSide})",
            readable.Count
        );

        List<CandidateResult> results = new Comparison(context, options).Run(convPhotos, pixelPhotos);
        ComparisonReport.Print(results, options);
        ComparisonReport.PrintMistakes(results[0], options.Positive);
        new Takeaway(context, options).SaveAndUse(conv, readable);
    }

    private static List<FeaturizedPhoto> Featurize(MLContext context, ITransformer transformer, IDataView data, string what, int count) =>
        AnsiConsole
            .Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(progress =>
            {
                ProgressTask task = progress.AddTask(what.EscapeMarkup(), maxValue: count);
                var photos = new List<FeaturizedPhoto>(count);
                foreach (
                    FeaturizedPhoto photo in context.Data.CreateEnumerable<FeaturizedPhoto>(
                        transformer.Transform(data),
                        reuseRowObject: false,
                        ignoreMissingColumns: false
                    )
                )
                {
                    photos.Add(photo);
                    task.Increment(1);
                }

                return photos;
            });
}
