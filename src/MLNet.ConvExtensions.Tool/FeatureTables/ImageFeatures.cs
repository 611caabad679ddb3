using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.FeatureTables;

/// <summary>Sends images through a network.</summary>
internal sealed class ImageFeatures
{
    public required Backbone Backbone { get; init; }

    /// <summary>The layer whose output becomes the features; null for the usual one.</summary>
    public string? Layer { get; init; }

    public bool SkipBad { get; init; }

    public int? NumberOfThreads { get; init; }

    /// <summary>Is told of images that are left out, and shows how far it is.</summary>
    public required TextWriter Error { get; init; }

    /// <param name="names">What the images are called.</param>
    /// <param name="paths">Where they are.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="ImageInputException">An image can't be read, and such are not to be left out; or none can be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public FeatureTable Compute(IReadOnlyList<string> names, IReadOnlyList<string> paths, CancellationToken stop)
    {
        var skips = new SkipLog();
        var context = new MLContext();
        using ConvFeaturesTransformer transformer = context
            .Transforms.ConvFeatures(
                Backbone,
                new ConvFeaturesOptions
                {
                    InputColumnName = nameof(ImageRow.ImagePath),
                    OutputColumnName = "Features",
                    Layer = Layer,
                    NumberOfThreads = NumberOfThreads,
                    BadImages = SkipBad ? BadImageHandling.Missing : BadImageHandling.Throw,
                    CacheMegabytes = 0,
                    Logger = skips,
                }
            )
            .Fit(context.Data.LoadFromEnumerable(Array.Empty<ImageRow>()));
        int dimension = transformer.FeatureCount;
        FeatureTable.CheckLength(paths.Count, dimension);
        var values = new float[paths.Count * dimension];
        var kept = new List<int>();
        IDataView rows = transformer.Transform(context.Data.LoadFromEnumerable(paths.Select(p => new ImageRow { ImagePath = p })));
        try
        {
            new Progress(Error).Show($"features of {paths.Count} images", paths.Count, 0, step => Read(rows, step));
        }
        catch (ImageInputException e)
        {
            throw new ImageInputException(e.InnerException?.Message ?? e.Message, e);
        }

        if (kept.Count == 0)
            throw new ImageInputException($"None of the {paths.Count} images can be read.");
        if (kept.Count < paths.Count)
            Array.Resize(ref values, kept.Count * dimension);
        return new FeatureTable([.. kept.Select(i => names[i])], [.. kept.Select(i => paths[i])], values, dimension);

        void Read(IDataView data, Action step)
        {
            DataViewSchema.Column column = data.Schema["Features"];
            using DataViewRowCursor cursor = data.GetRowCursor([column]);
            ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> features = default;
            for (int i = 0; cursor.MoveNext(); i++)
            {
                if (stop.IsCancellationRequested)
                    throw new OperationCanceledException(FormattableString.Invariant($"Stopped after {i} images."));
                getter(ref features);
                Span<float> row = values.AsSpan(kept.Count * dimension, dimension);
                features.CopyTo(row);
                if ((skips.Take() ?? WhyNoFeatures(paths[i], row)) is { } reason)
                    Error.WriteLine("mlconv: " + reason.ReplaceLineEndings(" "));
                else
                    kept.Add(i);
                step();
            }
        }
    }

    /// <exception cref="ImageInputException">The network's answer isn't one, and such images are not to be left out.</exception>
    private string? WhyNoFeatures(string path, ReadOnlySpan<float> features)
    {
        if (features.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0)
            return null;
        string reason = $"The network's features of '{path}' are not all numbers.";
        return SkipBad ? reason : throw new ImageInputException(reason);
    }
}
