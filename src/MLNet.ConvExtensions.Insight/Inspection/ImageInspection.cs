using MLNet.ConvExtensions.Insight.Inspection.Pages;

namespace MLNet.ConvExtensions;

/// <summary>What <see cref="Microsoft.ML.ImageInspectionCatalog.InspectImages"/> found.</summary>
public sealed class ImageInspection
{
    internal ImageInspection() { }

    /// <summary>What was asked for.</summary>
    public required ImageInspectionOptions Options { get; init; }

    /// <summary>All photos, in the data's order.</summary>
    public required IReadOnlyList<InspectedImage> Images { get; init; }

    /// <summary>What is wrong or doubtful, by kind, and of a kind the strongest first. A photo may have several.</summary>
    public required IReadOnlyList<ImageFinding> Findings { get; init; }

    /// <summary>Photos that are copies of each other.</summary>
    public required IReadOnlyList<ImageCopies> Copies { get; init; }

    /// <summary>The number of photos of each class.</summary>
    public required IReadOnlyDictionary<string, int> ClassCounts { get; init; }

    /// <summary>How often labels are wrong; null where they weren't checked.</summary>
    public required LabelNoise? LabelNoise { get; init; }

    /// <summary>How well the class can be told without the subject; none where labels weren't checked.</summary>
    public required IReadOnlyList<ClassClue> Clues { get; init; }

    /// <summary>What a reader should know: what wasn't checked, and why.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>
    /// The photos that a cleaned list has: those without a finding of a kind that <see cref="ImageInspectionOptions.LeaveOut"/> names. Of
    /// copies that is one. Where photos have classes, those without are left out.
    /// </summary>
    /// <returns>Their places in <see cref="Images"/>, rising.</returns>
    public IReadOnlyList<int> CleanedImages()
    {
        HashSet<int> left = [.. Findings.Where(f => Options.LeaveOut.Contains(f.Kind)).Select(f => f.Image)];
        return
        [
            .. Enumerable.Range(0, Images.Count).Where(i => !left.Contains(i) && (ClassCounts.Count == 0 || Images[i].Label is not null)),
        ];
    }

    /// <summary>Writes the findings as CSV: <c>file,label,finding,score,reason,suggested,other</c>, a line for each.</summary>
    /// <param name="file">The file, which is replaced. Paths in it are relative to its folder.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public void SaveFindings(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        new InspectionTables(this).WriteFindings(file);
    }

    /// <summary>
    /// Writes <see cref="CleanedImages"/> as a CSV file that <see cref="Microsoft.ML.ImageDataCatalog.LoadImageList"/> and the commands of
    /// mlconv read: <c>file</c>, and <c>label</c>, <c>group</c> and <c>split</c> where the data have them.
    /// </summary>
    /// <param name="file">The file, which is replaced. Paths in it are relative to its folder.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public void SaveCleanedList(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        new InspectionTables(this).WriteCleaned(file);
    }

    /// <summary>
    /// Writes <c>report.html</c> (one page with the photos that needs no network), <c>findings.csv</c>, <c>cleaned.csv</c> and
    /// <c>report.json</c> into a folder. Files of these names are replaced.
    /// </summary>
    /// <param name="folder">The folder; it is made if it isn't there.</param>
    /// <param name="title">The page's heading.</param>
    /// <returns>The path of <c>report.html</c>.</returns>
    /// <exception cref="IOException">A file can't be written.</exception>
    public string SaveReport(string folder, string title = "What is wrong with these photos?")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(title);
        Directory.CreateDirectory(folder);
        SaveFindings(Path.Combine(folder, "findings.csv"));
        SaveCleanedList(Path.Combine(folder, "cleaned.csv"));
        WholeFile.Write(Path.Combine(folder, "report.json"), temporary => File.WriteAllText(temporary, ToJson()));
        string page = Path.Combine(folder, "report.html");
        new InspectionPage(this, title).Write().Save(page);
        return page;
    }

    /// <summary>Everything but the options, for programs.</summary>
    /// <returns>JSON.</returns>
    public string ToJson() => InspectionJson.Write(this);

    internal string PathOf(int image) => Path.GetFullPath(Path.Combine(Options.ImageFolder ?? "", Images[image].Path));
}
