using System.Globalization;
using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Compare;

/// <summary>Lists the images, compares, writes the report, and says where it is.</summary>
internal sealed class CompareJob(TextWriter output, TextWriter error)
{
    public required ImagesArgument Images { get; init; }

    public required FeatureSpecification[] Features { get; init; }

    public required FeatureNetworks Networks { get; init; }

    public required Budget Budget { get; init; }

    public required DirectoryInfo Report { get; init; }

    public FileInfo? Model { get; init; }

    public required FeatureComparisonOptions Options { get; init; }

    private string Title => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Images.Argument)));

    private string WorkFolder => Path.Combine(Report.FullName, "work");

    public bool Run(CancellationToken cancellation)
    {
        var context = new MLContext(Options.Seed);
        var images = LabelledImages.Read(context, Images, output, error);
        FeatureComparisonOptions options = Options with
        {
            TimeBudget = Budget.Time,
            MaxTrials = Budget.Trials,
            GroupColumnName = images.HasGroups ? LabelledImages.GroupColumn : null,
            WorkFolder = WorkFolder,
            Progress = new ProgressLines(error),
        };
        using FeatureComparison comparison = context.CompareFeatures(
            images.Data,
            [.. Features.Select(f => f.Create(context, Networks))],
            options,
            cancellation
        );
        if (comparison.WasStopped && Options.WorkerNumber is { } worker)
        {
            // Others may have written the whole report.
            output.WriteLine($"Worker {worker} was stopped. What it computed is kept for the others; the same command goes on.");
            return false;
        }

        string page = comparison.SaveReport(Report.FullName, $"Which features tell the classes of {Title} apart?");
        foreach (FeatureSetResult set in comparison.Sets)
        {
            output.WriteLine(
                set.IsComplete
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{set.Name}: accuracy {Text(set.Test[ComparisonMetric.Accuracy])}, macro F1 "
                            + $"{Text(set.Test[ComparisonMetric.MacroF1])}, with {set.Trainer}"
                    )
                    : FormattableString.Invariant($"{set.Name}: accuracy {set.Search.Accuracy:0.000} in the search, with {set.Trainer}")
            );
        }

        foreach (string note in comparison.Notes)
            output.WriteLine(note);
        if (Model is not null)
            Save(context, comparison, images.Data);
        output.WriteLine($"The report is {page}.");
        return !comparison.WasStopped;
    }

    private static string Text(ScoreInterval interval) =>
        FormattableString.Invariant($"{interval.Value:0.000} ({interval.Low:0.000} to {interval.High:0.000})");

    private void Save(MLContext context, FeatureComparison comparison, IDataView data)
    {
        if (comparison.BestModel is null)
        {
            output.WriteLine("There is no pipeline to save: the comparison was stopped before.");
            return;
        }

        string temporary = $"{Model!.FullName}.{Path.GetRandomFileName()}";
        try
        {
            context.Model.Save(comparison.BestModel, data.Schema, temporary);
            File.Move(temporary, Model.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        output.WriteLine($"The pipeline with {comparison.Sets[0].Name} is {Model.FullName}.");
    }

    /// <summary>A line for each step on the error stream, where a person watches it.</summary>
    private sealed class ProgressLines(TextWriter error) : IProgress<ComparisonProgress>
    {
        private readonly bool _watched = ReferenceEquals(error, Console.Error);

        public void Report(ComparisonProgress value)
        {
            if (_watched)
                error.WriteLine(FormattableString.Invariant($"{value.Elapsed.TotalSeconds, 6:0} s  {value.Message}"));
        }
    }
}
