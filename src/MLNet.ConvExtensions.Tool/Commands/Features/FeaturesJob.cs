using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>Images, or one part of them, through a network into a file; goes on where an earlier run of the same job was stopped.</summary>
internal sealed class FeaturesJob
{
    private const int SkippedInReport = 100;

    private const string GoesOn = " The same command goes on from there.";

    private readonly Queue<ImageFile> _ahead = new();
    private readonly List<string> _skipped = [];

    public required ImageSource Images { get; init; }

    public required Backbone Backbone { get; init; }

    public string? Layer { get; init; }

    public FeaturePooling Pooling { get; init; }

    /// <summary>The file to write; that of a part gets the part's number.</summary>
    public required string Output { get; init; }

    public bool SkipBad { get; init; }

    public Shard? Shard { get; init; }

    public bool Restart { get; init; }

    public FeaturesReport Run(Progress progress, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        Images.Input.Check();
        var files = new FeatureFiles(Path.GetFullPath(Shard?.FileName(Output) ?? Output));
        files.RefuseFolders();
        foreach (string file in files.All)
            Images.Input.KeepFrom(file, "--out");
        var skips = new SkipLog();
        var context = new MLContext();
        using ConvFeaturesTransformer transformer = Fit(context, skips);
        using var output = FeatureOutput.Open(files, overwrite: Restart);
        if (Restart)
            output.Restart();
        ImageList list = Images.List(output.WorkFolder);
        (long first, long count) = Shard?.RangeOf(list.Count) ?? (0, list.Count);
        var part = new ImageRange(first, count, list.Count, list.Hash);
        bool finished = output.Begin(Header(transformer), list.Range(first, count).Select(Now), part, image => Note(image.Skipped!));
        long resumed = output.Done;
        if (!finished)
        {
            IDataView rows = context.Data.LoadFromEnumerable(list.Range(first + resumed, count - resumed).Select(ReadAhead));
            progress.Show(
                $"features of {count} images",
                count,
                resumed,
                step => Write(transformer.Transform(rows), output, skips, step, stop)
            );
            if (output.Rows == 0 && Shard is null)
            {
                output.Restart();
                throw new ImageInputException($"None of the {count} images of {Images.Input.Name} can be read; the first: {_skipped[0]}");
            }

            output.Complete(part);
        }

        return Report(files.Output, files.Manifest, transformer, output.Rows, output.Skipped, resumed, watch);
    }

    /// <summary>Writes rows to a stream as they come. Nothing is kept to go on from.</summary>
    /// <param name="open">Opens the stream for so many features in a row.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="stop">Stops it.</param>
    public FeaturesReport RunInto(Func<int, FeatureStream> open, Progress progress, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        Images.Input.Check();
        var skips = new SkipLog();
        var context = new MLContext();
        using ConvFeaturesTransformer transformer = Fit(context, skips);
        DirectoryInfo work = Directory.CreateTempSubdirectory("mlconv-");
        try
        {
            // A part may have no image, and so may what another program hands out.
            bool mayBeEmpty = Shard is not null || Images.Input.IsStandardInput;
            ImageList list = Images.List(work.FullName, mayBeEmpty);
            (long first, long count) = Shard?.RangeOf(list.Count) ?? (0, list.Count);
            IDataView rows = context.Data.LoadFromEnumerable(list.Range(first, count).Select(ReadAhead));
            FeatureStream stream = open(transformer.FeatureCount);
            progress.Show($"features of {count} images", count, 0, step => Write(transformer.Transform(rows), stream, skips, step, stop));
            stream.Complete();
            if (stream.Rows == 0 && !mayBeEmpty)
                throw new ImageInputException($"None of the {count} images of {Images.Input.Name} can be read; the first: {_skipped[0]}");
            return Report("standard output", null, transformer, stream.Rows, stream.Skipped, 0, watch);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private FeaturesReport Report(
        string output,
        string? manifest,
        ConvFeaturesTransformer transformer,
        long rows,
        long skipped,
        long resumed,
        Stopwatch watch
    ) =>
        new()
        {
            Output = output,
            Manifest = manifest,
            Shard = Shard?.ToString(),
            Rows = rows,
            Features = transformer.FeatureCount,
            Layer = transformer.Layer,
            Resumed = resumed,
            OtherFiles = Images.Summary.OtherFiles,
            HiddenEntries = Images.Summary.HiddenEntries,
            LinkedFolders = Images.Summary.LinkedFolders,
            SkippedImages = skipped,
            Skipped = _skipped,
            Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3),
        };

    private ConvFeaturesTransformer Fit(MLContext context, SkipLog skips) =>
        context
            .Transforms.ConvFeatures(
                Backbone,
                new ConvFeaturesOptions
                {
                    InputColumnName = nameof(ImageRow.ImagePath),
                    OutputColumnName = "Features",
                    Layer = Layer,
                    Pooling = Pooling,
                    BadImages = SkipBad ? BadImageHandling.Missing : BadImageHandling.Throw,
                    CacheMegabytes = 0,
                    Logger = skips,
                }
            )
            .Fit(context.Data.LoadFromEnumerable(Array.Empty<ImageRow>()));

    private ManifestHeader Header(ConvFeaturesTransformer transformer) =>
        new()
        {
            Tool =
                "mlconv " + typeof(FeaturesJob).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            Network = Backbone.Name,
            NetworkHash = Convert.ToHexStringLower(SHA256.HashData(Backbone.Network.ToBytes())),
            Preprocessing = transformer.Preprocessing!,
            Layer = transformer.Layer,
            Pool = Pooling,
            Features = transformer.FeatureCount,
            Format = Path.GetExtension(Output).ToLowerInvariant(),
            SkipBad = SkipBad,
            Shard = Shard?.ToString(),
        };

    private ImageFile Now(string name) => ImageFile.Now(name, Images.PathOf(name));

    /// <summary>The stage reads some images ahead; what they were like before is remembered until their rows come.</summary>
    private ImageRow ReadAhead(string name)
    {
        _ahead.Enqueue(Now(name));
        return new ImageRow { ImagePath = Images.PathOf(name) };
    }

    private void Write(IDataView rows, IFeatureSink output, SkipLog skips, Action step, CancellationToken stop)
    {
        DataViewSchema.Column column = rows.Schema["Features"];
        using DataViewRowCursor cursor = rows.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> features = default;
        try
        {
            while (cursor.MoveNext())
            {
                if (stop.IsCancellationRequested)
                    throw new OperationCanceledException($"Stopped after {output.Done} images.{(output.IsKept ? GoesOn : "")}");
                getter(ref features);
                ImageFile image = _ahead.Dequeue();
                if ((skips.Take() ?? WhyNoFeatures(image, features.GetValues())) is { } reason)
                {
                    Note(reason);
                    output.Skip(image with { Skipped = reason });
                }
                else
                {
                    output.Add(image, features.GetValues());
                }

                step();
            }
        }
        catch (ImageInputException e)
        {
            output.Flush();
            string kept =
                output.Done == 0 || !output.IsKept
                    ? ""
                    : $" The {output.Done} images before it are kept: the same command goes on from there.";
            throw new ImageInputException((e.InnerException?.Message ?? e.Message) + kept, e);
        }
        catch (OperationCanceledException)
        {
            output.Flush();
            throw;
        }
    }

    /// <exception cref="ImageInputException">The network's answer isn't one, and such images are not to be left out.</exception>
    private string? WhyNoFeatures(ImageFile image, ReadOnlySpan<float> features)
    {
        if (features.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0)
            return null;
        string reason = $"The network's features of '{Images.PathOf(image.Path)}' are not all numbers.";
        return SkipBad ? reason : throw new ImageInputException(reason);
    }

    private void Note(string reason)
    {
        if (_skipped.Count < SkippedInReport)
            _skipped.Add(reason);
    }
}
