using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Inspect;

/// <summary>Lists the images, inspects them, writes the report, and says what was found.</summary>
internal sealed class InspectJob(TextWriter output, TextWriter error)
{
    public required ImagesArgument Images { get; init; }

    /// <summary>Images that a model is to be tested on; null for none.</summary>
    public ImagesArgument? TestImages { get; init; }

    public required bool HasLabels { get; init; }

    public required Backbone Backbone { get; init; }

    public required DirectoryInfo Report { get; init; }

    public bool Json { get; init; }

    public required ImageInspectionOptions Options { get; init; }

    private string Title => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Images.Argument)));

    public void Run(CancellationToken stop)
    {
        var context = new MLContext(Options.Seed);
        Row[] rows =
        [
            .. Read(context, Images, TestImages is null ? "" : "train"),
            .. TestImages is null ? Array.Empty<Row>() : Read(context, TestImages, "test"),
        ];
        ImageInspectionOptions options = Options with
        {
            LabelColumnName = HasLabels ? nameof(Row.Label) : null,
            GroupColumnName = Array.Exists(rows, r => r.Group.Length > 0) ? nameof(Row.Group) : null,
            SplitColumnName = TestImages is null ? null : nameof(Row.Split),
            Progress = InspectionLine.For(error),
        };
        ImageInspection inspection = Inspect(context, rows, options, stop);
        string page = inspection.SaveReport(Report.FullName, $"What is wrong with the photos of {Title}?");
        if (Json)
            output.WriteLine(inspection.ToJson());
        else
            Tell(inspection, page);
    }

    private ImageInspection Inspect(MLContext context, Row[] rows, ImageInspectionOptions options, CancellationToken stop)
    {
        try
        {
            return context.Data.InspectImages(context.Data.LoadFromEnumerable(rows), Backbone, options, stop);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException("Stopped; nothing was written.");
        }
    }

    private IEnumerable<Row> Read(MLContext context, ImagesArgument input, string split)
    {
        if (!HasLabels)
        {
            input.Check();
            var source = new ImageSource(input);
            return source.Read().Select(name => new Row { ImagePath = Path.GetFullPath(source.PathOf(name)), Split = split });
        }

        LabelledImages images = LabelledImages.Read(context, input, Json ? TextWriter.Null : output, error);
        string[] groups = images.HasGroups ? images.Groups : [];
        return images
            .Paths.Zip(images.Labels)
            .Select(
                (image, i) =>
                    new Row
                    {
                        ImagePath = image.First,
                        Label = image.Second,
                        Group = groups.Length > 0 ? groups[i] : "",
                        Split = split,
                    }
            );
    }

    private void Tell(ImageInspection inspection, string page)
    {
        output.WriteLine(
            inspection.ClassCounts.Count > 0
                ? $"{inspection.Images.Count} images of {inspection.ClassCounts.Count} classes."
                : $"{inspection.Images.Count} images."
        );
        foreach (IGrouping<ImageFindingKind, ImageFinding> kind in inspection.Findings.GroupBy(f => f.Kind))
        {
            ImageFinding first = kind.First();
            output.WriteLine($"{LeftOut.Name(kind.Key)}: {kind.Count()}, above all {inspection.Images[first.Image].Path}: {first.Reason}");
        }

        foreach (ClassClue clue in inspection.Clues.Where(c => c.IsAboveChance))
        {
            output.WriteLine(
                FormattableString.Invariant(
                    $"The {clue.Name} alone tells the class of {clue.Accuracy:P0} ({clue.Low:P0} to {clue.High:P0}; by chance {clue.Chance:P0})."
                )
            );
        }

        foreach (string note in inspection.Notes)
            output.WriteLine(note);
        output.WriteLine($"{inspection.CleanedImages().Count} images are left in {Path.Combine(Report.FullName, "cleaned.csv")}.");
        output.WriteLine($"The report is {page}.");
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";

        public string Group { get; set; } = "";

        public string Split { get; set; } = "";
    }
}
