using MLNet.ConvExtensions.AutoML.Report;

namespace MLNet.ConvExtensions;

/// <summary>Writes what a comparison found out for people and for programs.</summary>
public static class ComparisonReport
{
    /// <summary>
    /// Writes <c>report.html</c> (one page that needs no network: summary, tables, plots, photos), <c>report.md</c>, <c>report.csv</c> and
    /// <c>report.json</c> into a folder. Files of these names are replaced.
    /// </summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="folder">The folder; it is made if it isn't there.</param>
    /// <param name="title">The page's heading.</param>
    /// <returns>The path of <c>report.html</c>.</returns>
    public static string SaveReport(
        this FeatureComparison comparison,
        string folder,
        string title = "Which features tell the classes apart?"
    )
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(title);
        Directory.CreateDirectory(folder);
        Write(folder, "report.md", MarkdownReport.Write(comparison, title));
        Write(folder, "report.csv", CsvReport.Write(comparison));
        Write(folder, "report.json", JsonReport.Write(comparison));
        return Write(folder, "report.html", new HtmlReport(comparison, title).Write());
    }

    private static string Write(string folder, string name, string content)
    {
        string path = Path.Combine(folder, name);
        WholeFile.Write(path, temporary => File.WriteAllText(temporary, content));
        return path;
    }
}
