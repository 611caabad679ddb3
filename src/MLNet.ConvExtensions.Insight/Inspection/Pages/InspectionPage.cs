using System.Globalization;

namespace MLNet.ConvExtensions.Insight.Inspection.Pages;

/// <summary>What was found, with the photos, as one page that needs nothing from elsewhere.</summary>
internal sealed class InspectionPage(ImageInspection inspection, string title)
{
    /// <summary>Photos of one kind of finding; all are in the tables.</summary>
    private const int MostPhotos = 200;

    private const int MostClusters = 100;
    private const int MostInCluster = 6;
    private const int LargestConfusion = 20;

    private const string Style = """
        .tiles { display: grid; gap: 10px; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); margin: 12px 0; padding: 0; list-style: none; }
        .tiles a { display: block; height: 100%; padding: 10px 12px; border: 1px solid var(--line); border-radius: 10px; background: var(--card); color: var(--ink); text-decoration: none; font-size: .85rem; line-height: 1.3; }
        .tiles a:hover, .tiles a:focus-visible { border-color: var(--accent); outline: 2px solid var(--accent); }
        .tiles b { display: block; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
        .photos figcaption b { color: var(--bad); overflow-wrap: anywhere; } .photos figcaption span { color: var(--soft); overflow-wrap: anywhere; display: block; }
        .photos .gone { aspect-ratio: 1; border-radius: 8px; background: var(--grid); display: grid; place-items: center; font-size: .75rem; color: var(--soft); text-align: center; padding: 6px; }
        .photos .kept img { outline: 3px solid var(--good); outline-offset: -3px; }
        .clusters { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); margin-top: 10px; }
        .clusters { align-items: start; } .clusters .card { padding: 12px; } .clusters p { font-size: .85rem; }
        .bar { display: grid; grid-template-columns: minmax(70px, 22%) 1fr auto; gap: 10px; align-items: center; font-size: .88rem; margin: 4px 0; }
        .bar i { display: block; height: .8em; border-radius: 3px; background: var(--s0); width: calc(var(--v) * 100%); min-width: 2px; }

        """;

    private readonly PhotoFigures _figures = new(inspection);

    private readonly Dictionary<int, ImageFinding> _copies = inspection
        .Findings.Where(f => CopyKinds.Contains(f.Kind))
        .ToDictionary(f => f.Image);

    private bool HasClasses => inspection.ClassCounts.Count > 0;

    private static IEnumerable<ImageFindingKind> CopyKinds =>
        [ImageFindingKind.Contradiction, ImageFindingKind.Leak, ImageFindingKind.Duplicate];

    public HtmlPage Write()
    {
        var page = new HtmlPage(title) { Style = Style };
        ILookup<ImageFindingKind, ImageFinding> findings = inspection.Findings.ToLookup(f => f.Kind);
        _figures.Prepare(Shown(findings));
        page.Append(Head(findings));
        foreach (ImageFindingKind kind in Enum.GetValues<ImageFindingKind>().Where(k => findings.Contains(k)))
            page.Append(CopyKinds.Contains(kind) ? Clusters(kind) : Photos(kind, [.. findings[kind]]));
        page.Append(new ClassSections(inspection, _figures).Write(LargestConfusion));
        return page.Append(Notes());
    }

    private IEnumerable<int> Shown(ILookup<ImageFindingKind, ImageFinding> findings) =>
        findings
            .SelectMany(kind => kind.Take(MostPhotos).Select(f => f.Image))
            .Concat(inspection.Copies.SelectMany(c => c.Images.Take(MostInCluster)))
            .Concat(inspection.Clues.Where(c => c.IsAboveChance).SelectMany(c => c.Surest));

    private string Head(ILookup<ImageFindingKind, ImageFinding> findings)
    {
        int unsuspected = inspection.Images.Count - inspection.Findings.Select(f => f.Image).Distinct().Count();
        string tiles = string.Concat(
            findings
                .OrderBy(k => k.Key)
                .Select(k =>
                    $"<li><a href=\"#{FindingText.Name(k.Key)}\"><b>{Number(k.Count())}</b>{FindingText.Heading(k.Key, HasClasses)}</a></li>"
                )
        );
        return $"""
            <p class="soft">Inspection of photos</p>
            <h1>{Text(title)}</h1>
            <p class="lead">{Number(inspection.Images.Count)} photos{(
                inspection.ClassCounts.Count > 0 ? $" of {Number(inspection.ClassCounts.Count)} classes" : ""
            )}: nothing to say of {Number(unsuspected)}, {Number(inspection.CleanedImages().Count)} are left in the cleaned list.</p>
            <nav aria-label="Findings"><ul class="tiles">{tiles}</ul></nav>

            """;
    }

    private string Photos(ImageFindingKind kind, ImageFinding[] findings) =>
        $"""
            {Heading(kind)}
            <div class="photos">{string.Concat(findings.Take(MostPhotos).Select(f => _figures.Of(f.Image, Caption(f))))}</div>
            {More(findings.Length, MostPhotos)}

            """;

    private string Clusters(ImageFindingKind kind)
    {
        ImageCopies[] clusters =
        [
            .. inspection.Copies.Where(c =>
                kind
                == (
                    c.Labels.Count > 1 ? ImageFindingKind.Contradiction
                    : c.Splits.Count > 1 ? ImageFindingKind.Leak
                    : ImageFindingKind.Duplicate
                )
            ),
        ];
        return $"""
            {Heading(kind)}
            <div class="clusters">{string.Concat(clusters.Take(MostClusters).Select(Cluster))}</div>
            {More(clusters.Length, MostClusters)}

            """;
    }

    private string Cluster(ImageCopies cluster)
    {
        IEnumerable<string> figures = cluster
            .Images.Take(MostInCluster)
            .Select(i =>
                _figures.Of(
                    i,
                    (i == cluster.Kept ? "<span>kept</span>" : "")
                        + (cluster.Labels.Count > 1 ? $"<b>{Text(inspection.Images[i].Label)}</b>" : "")
                        + (cluster.Splits.Count > 1 ? $"<b>in {Text(inspection.Images[i].Split)}</b>" : "")
                        + (_copies.TryGetValue(i, out ImageFinding? finding) ? Text(finding.Reason) : ""),
                    i == cluster.Kept ? "kept" : ""
                )
            );
        string more = cluster.Images.Count > MostInCluster ? $"<p class=\"soft\">and {cluster.Images.Count - MostInCluster} more</p>" : "";
        return $"<div class=\"card\"><div class=\"photos\">{string.Concat(figures)}</div>{more}</div>";
    }

    private string Heading(ImageFindingKind kind) =>
        $"""
            <h2 id="{FindingText.Name(kind)}">{FindingText.Heading(kind, HasClasses)}</h2>
            <p class="soft">{FindingText.Explanation(kind)}</p>
            """;

    private static string Caption(ImageFinding finding) =>
        finding.SuggestedLabel is { } label ? $"<b>{Text(label)}?</b> {Text(finding.Reason)}" : Text(finding.Reason);

    private static string More(int count, int shown) =>
        count > shown ? $"<p class=\"soft\">The first {Number(shown)} of {Number(count)}; findings.csv has all.</p>" : "";

    private string Notes() =>
        inspection.Notes.Count == 0
            ? ""
            : $"<h2>Notes</h2><ul class=\"notes\">{string.Concat(inspection.Notes.Select(n => $"<li>{Text(n)}</li>"))}</ul>\n";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(string? text) => HtmlPage.Encode(text);
}
