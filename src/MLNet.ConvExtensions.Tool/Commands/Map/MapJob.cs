using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.FeatureTables;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Map;

/// <summary>Makes a map of photos and writes it in the forms that were asked for.</summary>
internal sealed class MapJob(TextWriter output, TextWriter error)
{
    private const string UsualLabel = "label";
    private const double UsualPerplexity = 30;

    public FileInfo? Page { get; init; }

    public FileInfo? Drawing { get; init; }

    public FileInfo? Table { get; init; }

    public bool IsTSne { get; init; }

    public double? Perplexity { get; init; }

    public NeighborDistance Distance { get; init; }

    public int Seed { get; init; }

    public int? Threads { get; init; }

    public FileInfo? Model { get; init; }

    /// <summary>The folder or list; null where there is a file of features alone.</summary>
    public ImagesArgument? Images { get; init; }

    public string? LabelColumn { get; init; }

    /// <summary>Looks at the options, before anything is computed.</summary>
    /// <exception cref="UsageException">One can't be met.</exception>
    public void Check()
    {
        foreach (
            (string option, FileInfo? file, string extension) in new[]
            {
                ("--out", Page, ".html"),
                ("--svg", Drawing, ".svg"),
                ("--csv", Table, ".csv"),
            }
        )
        {
            if (file is not null && !file.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase))
                throw new UsageException($"{option} is '{file.Name}'; the name must end in {extension}.");
        }

        OutputFiles.Check([("--out", Page), ("--svg", Drawing), ("--csv", Table)], Images);
        if (Perplexity is not null and not (>= 1 and <= int.MaxValue))
            throw new UsageException(FormattableString.Invariant($"--perplexity is {Perplexity}; allowed: 1 or more."));
        if (LabelColumn is not null && Images?.IsTable != true)
            throw new UsageException($"--label-column is '{LabelColumn}'; allowed with --images of a CSV file (.csv) only.");
    }

    public void Run(FeatureTable table, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        if (table.Count < 3)
            throw new ImageInputException($"A map needs 3 photos or more; there are {table.Count}.");
        string[]? labels = Labels(table);
        using ImageModel? model = Model is null ? null : SavedModel.LoadClassifier(Model, null);
        var rows = new NeighborSearch(table.Values, table.Dimension, Distance);
        double perplexity = Perplexity ?? Math.Max(1, Math.Min(UsualPerplexity, (rows.RowCount - 1) / 3));
        FeatureMap map = IsTSne ? MakeTSne(rows, perplexity, stop) : FeatureMap.ByPrincipalComponents(rows, Threads, stop);
        string made = Describe(map, rows, perplexity);
        string[]? predictions = model is null ? null : Predict(model, table, stop);
        new Progress(error).Show(
            $"pictures of {table.Count} photos",
            table.Count,
            0,
            step =>
            {
                var page = new MapPage(Title(), map)
                {
                    Names = table.Names,
                    Files = table.HasPhotos ? table.Paths : null,
                    Labels = labels,
                    Predictions = predictions,
                    Summary = made,
                    NumberOfThreads = Threads,
                    Progress = new EachStep(step),
                };
                if (Table is not null)
                    page.SaveCsv(Table.FullName);
                if (Drawing is not null)
                    page.SaveSvg(Drawing.FullName);
                if (Page is not null)
                    page.SaveHtml(Page.FullName, stop);
            }
        );
        output.WriteLine(FormattableString.Invariant($"{made} {watch.Elapsed.TotalSeconds:0.0} s."));
        foreach (FileInfo file in new[] { Page, Drawing, Table }.OfType<FileInfo>())
            output.WriteLine(file.FullName);
    }

    private FeatureMap MakeTSne(NeighborSearch rows, double perplexity, CancellationToken stop)
    {
        FeatureMap? map = null;
        new Progress(error).Show(
            $"t-SNE of {rows.RowCount} photos",
            new TSneOptions().NumberOfIterations,
            0,
            step =>
            {
                var options = new TSneOptions
                {
                    Distance = rows.Distance,
                    Perplexity = perplexity,
                    Seed = Seed,
                    NumberOfThreads = Threads,
                    Progress = new EachStep(step),
                };
                map = FeatureMap.ByTSne(rows, options, stop);
            }
        );
        return map!;
    }

    private string Title() =>
        Images is { IsFolder: true }
            ? $"Map of {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Images.Argument)))}"
            : "Map of photos";

    private string Describe(FeatureMap map, NeighborSearch rows, double perplexity)
    {
        string what = FormattableString.Invariant($"{rows.RowCount} photos, {rows.Dimension} features, ");
        return what
            + (
                IsTSne
                    ? FormattableString.Invariant($"t-SNE with perplexity {perplexity}, divergence {map.KullbackLeiblerDivergence:0.000}.")
                    : FormattableString.Invariant(
                        $"principal components with {map.ExplainedVariance[0]:0.000} and {map.ExplainedVariance[1]:0.000} of the variance."
                    )
            );
    }

    /// <summary>
    /// The photos' classes: of a CSV file its column, else the first folder of a photo's name. Null where no classes are known.
    /// </summary>
    private string[]? Labels(FeatureTable table)
    {
        if (Images?.IsTable == true)
            return Listed(table);
        bool isLines = Images is { IsFolder: false };
        string[] labels =
        [
            .. table.Names.Select(name =>
                isLines ? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(name))) ?? "" : FirstFolder(name)
            ),
        ];
        return labels.Distinct().Skip(1).Any() ? labels : null;
    }

    private static string FirstFolder(string name) =>
        name.Contains('/', StringComparison.Ordinal) ? name[..name.IndexOf('/', StringComparison.Ordinal)] : "";

    private string[]? Listed(FeatureTable table)
    {
        ImageListOptions columns = Images!.Columns(hasLabels: false);
        IDataView list = new MLContext().Data.LoadImageList(Images.Argument, columns);
        if (ImagesArgument.ColumnOf(list, LabelColumn ?? UsualLabel) is not { } column)
        {
            return LabelColumn is null
                ? null
                : throw new UsageException(
                    $"--label-column is '{LabelColumn}', which '{Images.Argument}' doesn't have; its columns: "
                        + $"{string.Join(", ", list.Schema.Select(c => c.Name))}."
                );
        }

        string file = ImagesArgument.ColumnOf(list, columns.FileColumnName)!;
        Dictionary<string, string> classes = [];
        foreach ((string name, string value) in list.GetColumn<string>(file).Zip(list.GetColumn<string>(column)))
            classes[name] = value;
        return [.. table.Names.Select(name => classes.GetValueOrDefault(name, ""))];
    }

    private string[] Predict(ImageModel model, FeatureTable table, CancellationToken stop)
    {
        var found = new string[table.Count];
        new Progress(error).Show(
            $"predictions for {table.Count} photos",
            table.Count,
            0,
            step =>
            {
                int i = 0;
                foreach (ImagePrediction prediction in model.Predict(table.Paths))
                {
                    if (stop.IsCancellationRequested)
                        throw new OperationCanceledException(FormattableString.Invariant($"Stopped after {i} predictions."));
                    if (prediction.Error is { } reason)
                        error.WriteLine("mlconv: " + reason.ReplaceLineEndings(" "));
                    found[i++] = prediction.Label ?? "no prediction";
                    step();
                }
            }
        );
        return found;
    }

    private sealed class EachStep(Action step) : IProgress<int>
    {
        public void Report(int value) => step();
    }
}
