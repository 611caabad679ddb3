using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Predict.Formats;

/// <summary>Predicts photos one by one and writes them in a format as they come: memory doesn't grow with them.</summary>
internal sealed class FormatJob(TextWriter output, TextWriter error)
{
    public required OutputFormat Format { get; init; }

    public required MediaSource Source { get; init; }

    /// <summary>Where it is written.</summary>
    public required FileInfo Out { get; init; }

    /// <summary>What the model is called.</summary>
    public required string ModelName { get; init; }

    /// <summary>The detector that looks at the photos first; null where the model sees whole photos.</summary>
    public DetectedPhotos? Detected { get; init; }

    /// <summary>Begins, or goes on with, what is kept of a run that is stopped.</summary>
    public required Func<IReadOnlyList<string>, PredictionJournal> Begin { get; init; }

    /// <param name="known">The model's classes.</param>
    /// <param name="predict">What the model says of images by their paths, in their order.</param>
    /// <param name="stop">Asks for the end.</param>
    /// <returns>Whether all images could be read.</returns>
    /// <exception cref="UsageException">An option names a class that the model doesn't have.</exception>
    /// <exception cref="ArgumentException">The format can't hold a photo.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; nothing is written but the journal, with which another run goes on.</exception>
    public bool Run(IReadOnlyList<string> known, Func<IEnumerable<string>, IEnumerable<ImagePrediction>> predict, CancellationToken stop)
    {
        IReadOnlyList<string> classes = ClassCategories.DistinctNames(known);
        RequireClasses(classes);
        if (Format.SmoothsEvents)
            RequireEvents();
        using CameraTrapWriter writer = Format.Create(classes, ModelName, Detected?.Detector);
        // Where names are all that a format asks for, the files needn't be opened twice.
        writer.Check(Format.IsFolder ? Placed() : Source.Names);
        using PredictionJournal journal = Begin(known);
        if (journal.Done > 0)
            output.WriteLine(journal.Resumed);
        IEnumerable<CameraTrapImage> images = Detected is null
            ? Placed().Zip(journal.Predict(Source.Paths, predict).Until(stop, isKept: true), Format.Categories.Describe)
            : Placed()
                .Zip(
                    journal.Detect(Source.Paths, Detected.Predict).Until(stop, isKept: true),
                    (media, photo) => DetectedPhotos.Describe(media, photo, classes)
                );
        if (Format.SmoothsEvents)
            images = CameraTrapEvents.SmoothEach(images);
        long unread = 0,
            blank = 0;
        foreach (CameraTrapImage image in images)
        {
            writer.Append(image);
            if (image.Media.Failure is { } reason)
            {
                unread++;
                PredictionLines.Tell(error, reason);
            }
            else if (image.Detections.Count == 0)
                blank++;
        }

        writer.Complete();
        journal.Complete();
        Tell(classes, writer.Count, blank, unread);
        return unread == 0;
    }

    /// <summary>The photos with their deployments, where a list of these tells them by their folders, and times by right clocks.</summary>
    private IEnumerable<CameraTrapMedia> Placed() =>
        Format.Deployments is { } known ? Source.Media.Select(m => m.Deployment is null ? known.Place(m) : m) : Source.Media;

    /// <summary>That photos have events, each in one piece, is known before anything is predicted.</summary>
    private void RequireEvents()
    {
        bool any = false;
        foreach (CameraTrapImage photo in CameraTrapEvents.SmoothEach(Placed().Select(m => new CameraTrapImage { Media = m })))
            any |= photo.Media.Event is not null;
        if (!any)
            throw new UsageException(
                "--smooth-events is given, but no photo has an event; give the table of 'mlconv archive' as --images."
            );
    }

    private void RequireClasses(IReadOnlyList<string> classes)
    {
        foreach ((string option, string name) in Format.GivenClasses)
        {
            if (!classes.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new UsageException($"{option} is '{name}'; the model's classes are {Listed(classes)}.");
        }
    }

    private void Tell(IReadOnlyList<string> classes, long count, long blank, long unread)
    {
        if (Source.Summary.HasLeftOut)
            output.WriteLine(Source.Summary.DescribeLeftOut());
        if (Detected is null)
            TellMeanings(classes);
        else
            output.WriteLine(Detected.Summary);
        string bad = unread == 0 ? "" : $"; {unread} could not be read";
        output.WriteLine(FormattableString.Invariant($"{count} photos, {blank} of them blank{bad}: {Out.FullName}"));
    }

    private void TellMeanings(IReadOnlyList<string> classes)
    {
        ILookup<string, string> meanings = classes.ToLookup(c => Format.Categories.CategoryOf(c) ?? "blank");
        output.WriteLine(string.Join("; ", meanings.OrderBy(m => m.Key == "blank" ? 0 : 1).Select(m => $"{m.Key}: {Listed([.. m])}")));
        if (!meanings.Contains("blank"))
            output.WriteLine("No class of the model means a blank photo, so none is blank; --blank-class names one.");
    }

    private static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(10)) + (names.Count > 10 ? $" and {names.Count - 10} more" : "");
}
