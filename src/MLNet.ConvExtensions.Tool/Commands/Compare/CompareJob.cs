using System.Text.RegularExpressions;
using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Compare;

/// <summary>Reads the folders, compares, writes the report, and says where it is.</summary>
internal sealed class CompareJob(TextWriter output, TextWriter error)
{
    public required DirectoryInfo Images { get; init; }

    public required FeatureSpecification[] Features { get; init; }

    public required FeatureNetworks Networks { get; init; }

    public required Budget Budget { get; init; }

    public string? GroupBy { get; init; }

    public required DirectoryInfo Report { get; init; }

    public FileInfo? Model { get; init; }

    public required FeatureComparisonOptions Options { get; init; }

    private string WorkFolder => Path.Combine(Report.FullName, "work");

    public void Run(CancellationToken cancellation)
    {
        if (!Images.Exists)
            throw new UsageException($"--images is '{Images.FullName}', which is not a folder.");
        var context = new MLContext(Options.Seed);
        List<ComparedImage> rows = Rows();
        IDataView data = context.Data.LoadFromEnumerable(rows);
        FeatureComparisonOptions options = Options with
        {
            TimeBudget = Budget.Time,
            MaxTrials = Budget.Trials,
            GroupColumnName = GroupBy is null ? null : nameof(ComparedImage.Group),
            WorkFolder = WorkFolder,
            Progress = new ProgressLines(error),
        };
        using FeatureComparison comparison = context.CompareFeatures(data, [.. Features.Select(f => f.Create(context, Networks))], options, cancellation);
        string page = comparison.SaveReport(Report.FullName, $"Which features tell the classes of {Images.Name} apart?");
        foreach (FeatureSetResult set in comparison.Sets)
        {
            output.WriteLine(set.IsComplete
                ? FormattableString.Invariant($"{set.Name}: accuracy {Text(set.Test[ComparisonMetric.Accuracy])}, macro F1 {Text(set.Test[ComparisonMetric.MacroF1])}, with {set.Trainer}")
                : FormattableString.Invariant($"{set.Name}: accuracy {set.Search.Accuracy:0.000} in the search, with {set.Trainer}"));
        }

        foreach (string note in comparison.Notes)
            output.WriteLine(note);
        if (Model is not null)
            Save(context, comparison, data);
        output.WriteLine($"The report is {page}.");
    }

    private static string Text(ScoreInterval interval) => FormattableString.Invariant($"{interval.Value:0.000} ({interval.Low:0.000} to {interval.High:0.000})");

    private List<ComparedImage> Rows()
    {
        var source = new ImageSource(Images.FullName);
        ImageList list = source.List(Directory.CreateDirectory(WorkFolder).FullName);
        List<string> names = [.. list.Range(0, list.Count)];
        Func<string, string> group = Group();
        List<ComparedImage> rows = [.. names.Where(n => n.Contains('/', StringComparison.Ordinal)).Select(n => new ComparedImage { ImagePath = source.PathOf(n), Label = n[..n.IndexOf('/', StringComparison.Ordinal)], Group = group(n) })];
        if (rows.Count == 0)
            throw new UsageException($"--images is '{Images.FullName}', which holds {names.Count} images but none in a folder of its class; a folder for each class is needed.");
        if (names.Count > rows.Count)
            output.WriteLine($"{names.Count - rows.Count} images outside of the class folders were left out.");
        return rows;
    }

    private Func<string, string> Group()
    {
        if (GroupBy is null)
            return _ => "";
        if (GroupBy == "folder")
            return name => name[..name.LastIndexOf('/')];
        try
        {
            var pattern = new Regex(GroupBy, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return name => pattern.Match(name) is { Success: true } match ? match.Groups[match.Groups.Count > 1 ? 1 : 0].Value : "";
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--group-by is '{GroupBy}'; allowed: folder, or a regular expression ({e.Message}).");
        }
    }

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
                error.WriteLine(FormattableString.Invariant($"{value.Elapsed.TotalSeconds,6:0} s  {value.Message}"));
        }
    }
}
