using System.Globalization;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>The page of a judgement, with its numbers and its photos in files beside it.</summary>
/// <param name="page">The page.</param>
/// <param name="output">Is told what was written.</param>
/// <param name="error">Is told how long it takes, and of photos that are gone.</param>
internal sealed class JudgementFiles(FileInfo page, TextWriter output, TextWriter error)
{
    private const string Extension = ".html";

    /// <summary>The page.</summary>
    public FileInfo Page => page;

    /// <summary>What is changed in the photos; null for nothing.</summary>
    public RobustnessOptions? Robustness { get; init; }

    /// <summary>The most photos in the page.</summary>
    public required int Photos { get; init; }

    /// <summary>Looks at whether the files can be written, before anything is computed.</summary>
    /// <param name="images">What may not be overwritten.</param>
    /// <exception cref="UsageException">They can't.</exception>
    public void Check(ImagesArgument images)
    {
        if (!page.Extension.Equals(Extension, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--report is '{page.Name}'; the name must end in {Extension}.");
        OutputFiles.Check(
            [("--report", page), ("--report", Beside(".json")), ("--report", Beside(".csv")), ("--report", Beside(".photos.csv"))],
            images
        );
    }

    /// <summary>Measures what is left to measure, and writes the files.</summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="asked">The model.</param>
    /// <param name="took">How long its predictions for all photos took.</param>
    /// <param name="stop">Ends it.</param>
    public void Write(ClassificationJudgement judgement, ModelPredictions asked, TimeSpan took, CancellationToken stop)
    {
        using ImageExplainer? explainer = judgement.Mistakes().Any() ? Explainer(asked) : null;
        Func<string, int, byte[]?>? maps = explainer is null ? null : Once(JudgementReport.MapsOf(explainer), stop);
        // What is known is written before hours go into more.
        Save(judgement, maps);
        if (Robustness is not null)
            Save(Measure(judgement, Robustness, asked, took, stop), maps);
        output.WriteLine($"Report: {page.FullName}");
    }

    /// <summary>Writes the files of a model that predicts numbers.</summary>
    public void Write(RegressionJudgement judgement)
    {
        judgement.SaveJson(Beside(".json").FullName);
        judgement.SaveCsv(Beside(".csv").FullName);
        judgement.SavePhotosCsv(Beside(".photos.csv").FullName);
        judgement.SaveHtml(page.FullName, new JudgementPageOptions { Title = "How far are its numbers off?", MostPhotos = Photos });
        output.WriteLine($"Report: {page.FullName}");
    }

    private void Save(ClassificationJudgement judgement, Func<string, int, byte[]?>? maps)
    {
        judgement.SaveJson(Beside(".json").FullName);
        judgement.SaveCsv(Beside(".csv").FullName);
        judgement.SavePhotosCsv(Beside(".photos.csv").FullName);
        judgement.SaveHtml(page.FullName, new JudgementPageOptions { MostPhotos = Photos, MistakeMap = maps });
    }

    /// <summary>What explains the model; null where nothing does, which is told.</summary>
    private ImageExplainer? Explainer(ModelPredictions asked)
    {
        try
        {
            return asked.OpenExplainer();
        }
        catch (Exception e)
            when (e
                    is NotSupportedException
                        or ArgumentException
                        or OnnxNetworkException
                        or NativeLibraryException
                        or InvalidOperationException
            )
        {
            PredictionLines.Tell(error, $"The report has no maps beside mistakes: {e.Message}");
            return null;
        }
    }

    /// <summary>Each map once, however often the page is written; none where there can be none, which is told once.</summary>
    private Func<string, int, byte[]?> Once(Func<string, int, byte[]?> maps, CancellationToken stop)
    {
        var drawn = new Dictionary<(string, int), byte[]?>();
        bool isTold = false;
        return (image, predicted) =>
        {
            stop.ThrowIfCancellationRequested();
            if (!drawn.TryGetValue((image, predicted), out byte[]? map))
                drawn[(image, predicted)] = map = Draw(image, predicted);
            return map;
        };

        byte[]? Draw(string image, int predicted)
        {
            try
            {
                return maps(image, predicted);
            }
            catch (InvalidOperationException e)
            {
                if (!isTold)
                    PredictionLines.Tell(error, $"The report lacks maps beside mistakes: {e.Message}");
                isTold = true;
                return null;
            }
        }
    }

    private ClassificationJudgement Measure(
        ClassificationJudgement judgement,
        RobustnessOptions options,
        ModelPredictions asked,
        TimeSpan took,
        CancellationToken stop
    )
    {
        int photos = Math.Min(judgement.Photos.Count, options.MostPhotos ?? int.MaxValue);
        double seconds = took.TotalSeconds * photos / judgement.Photos.Count * options.PredictionsPerPhoto;
        error.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"mlconv: Robustness: {photos} photos in {options.PredictionsPerPhoto} forms, "
                    + $"{photos * (long)options.PredictionsPerPhoto} predictions, about "
                    + $"{Duration(seconds)} by the pace so far."
            )
        );
        using MemoryPredictor predictor = asked.OpenInMemory();
        ClassificationJudgement measured = judgement;
        new Progress(error).Show(
            "robustness",
            photos,
            0,
            step => measured = ImageRobustness.Measure(judgement, predictor.Predict, options with { Progress = new Steps(step) }, stop)
        );
        foreach (UnreadPhoto gone in measured.Robustness!.Unread)
            PredictionLines.Tell(error, gone.Reason);
        return measured;
    }

    private FileInfo Beside(string extension) => new(Path.ChangeExtension(page.FullName, null) + extension);

    private static string Duration(double seconds) =>
        seconds < 100
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, seconds):0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min");

    private sealed class Steps(Action step) : IProgress<RobustnessProgress>
    {
        public void Report(RobustnessProgress value) => step();
    }
}
