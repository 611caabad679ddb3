using System.Diagnostics;
using Microsoft.ML;

namespace MLNet.ConvExtensions.Tool;

/// <summary>The images of a folder through a network into a file.</summary>
internal sealed class FeaturesJob
{
    private static readonly string[] ImageExtensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"];

    public required DirectoryInfo Images { get; init; }

    public required FileInfo Backbone { get; init; }

    public string? Layer { get; init; }

    public FeaturePooling Pooling { get; init; }

    public required FileInfo Output { get; init; }

    public bool SkipBad { get; init; }

    public FeaturesReport Run(Progress progress)
    {
        var watch = Stopwatch.StartNew();
        (List<string> images, int others) = Find();
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable(images.Select(path => new ImageRow { ImagePath = path }));
        ConvFeaturesEstimator estimator = context.Transforms.ConvFeatures(
            MLNet.ConvExtensions.Backbone.FromFile(Backbone.FullName),
            new ConvFeaturesOptions
            {
                InputColumnName = nameof(ImageRow.ImagePath),
                OutputColumnName = nameof(FeatureRow.Features),
                Layer = Layer,
                Pooling = Pooling,
                BadImages = SkipBad ? BadImageHandling.Missing : BadImageHandling.Throw,
            });
        using ConvFeaturesTransformer transformer = estimator.Fit(data);
        Output.Directory?.Create();
        using var writer = new FeatureWriter(Output.FullName, transformer.FeatureCount);
        progress.Show($"features of {images.Count} images", images.Count, step => Write(context, transformer.Transform(data), images, writer, step));
        if (writer.Rows == 0)
            throw new ImageInputException($"None of the {images.Count} images in '{Images.FullName}' can be read; the first: {transformer.BadImages.First[0].Reason}");
        writer.Commit();
        return new FeaturesReport
        {
            Output = Output.FullName,
            Rows = writer.Rows,
            Features = transformer.FeatureCount,
            Layer = transformer.Layer,
            OtherFiles = others,
            SkippedImages = transformer.BadImages.Count,
            Skipped = [.. transformer.BadImages.First.OrderBy(b => b.Row).Select(b => b.Reason)],
            Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3),
        };
    }

    private void Write(MLContext context, IDataView features, List<string> images, FeatureWriter writer, Action step)
    {
        int row = 0;
        foreach (FeatureRow image in context.Data.CreateEnumerable<FeatureRow>(features, reuseRowObject: true))
        {
            // Missing values in all slots stand for an image that could not be read.
            if (!(SkipBad && Array.TrueForAll(image.Features, float.IsNaN)))
                writer.Write(Path.GetRelativePath(Images.FullName, images[row]), image.Features);
            row++;
            step();
        }
    }

    private (List<string> Images, int Others) Find()
    {
        if (!Images.Exists)
            throw new DirectoryNotFoundException($"--images is '{Images.FullName}', which is not a folder.");
        var images = new List<string>();
        int others = 0;
        foreach (string file in Directory.EnumerateFiles(Images.FullName, "*", SearchOption.AllDirectories))
        {
            if (ImageExtensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                images.Add(file);
            else
                others++;
        }

        if (images.Count == 0)
            throw new ImageInputException($"'{Images.FullName}' holds no image; allowed are files ending in {string.Join(", ", ImageExtensions)}.");
        images.Sort(StringComparer.Ordinal);
        return (images, others);
    }
}
