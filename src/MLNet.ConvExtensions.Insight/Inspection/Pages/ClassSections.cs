using System.Globalization;
using System.Text;

namespace MLNet.ConvExtensions.Insight.Inspection.Pages;

/// <summary>What is said of classes rather than of photos: their sizes, which are taken for which, and what betrays them.</summary>
internal sealed class ClassSections(ImageInspection inspection, PhotoFigures figures)
{
    /// <param name="largest">More classes than these have no table of their own.</param>
    public string Write(int largest)
    {
        var html = new StringBuilder();
        if (inspection.ClassCounts.Count > 0)
            html.Append(Counts());
        if (inspection.LabelNoise is { } noise && noise.Classes.Count <= largest)
            html.Append(Joint(noise));
        if (inspection.Clues.Count > 0)
            html.Append(Clues());
        return html.ToString();
    }

    private string Counts()
    {
        int most = inspection.ClassCounts.Values.Max();
        IEnumerable<string> bars = inspection
            .ClassCounts.OrderByDescending(c => c.Value)
            .ThenBy(c => c.Key, StringComparer.Ordinal)
            .Take(100)
            .Select(c =>
                $"<div class=\"bar\"><span>{Text(c.Key)}</span><i style=\"--v:{Share((double)c.Value / most)}\"></i><span>{c.Value}</span></div>"
            );
        return $"<h2 id=\"classes\">Photos of each class</h2><div class=\"card\">{string.Concat(bars)}</div>\n";
    }

    private static string Joint(LabelNoise noise)
    {
        var rows = new StringBuilder();
        for (int i = 0; i < noise.Classes.Count; i++)
        {
            rows.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Text(noise.Classes[i])}</th>");
            double sum = noise.Joint[i].Sum();
            for (int j = 0; j < noise.Classes.Count; j++)
            {
                double part = i == j ? 0 : Math.Min(1, 5 * noise.Joint[i][j] / sum);
                rows.Append(CultureInfo.InvariantCulture, $"<td style=\"--v:{part:0.##};--c:var(--bad)\">{noise.Joint[i][j]:0.#}</td>");
            }

            rows.Append("</tr>");
        }

        return FormattableString.Invariant(
            $"""
            <h2 id="joint">What labels say, and what photos are</h2>
            <p class="soft">Estimated numbers of photos by their label (rows) and their class (columns): about {noise.EstimatedErrors:0.#} wrong labels, by confident learning.</p>
            <div class="card scroll"><table class="confusion"><thead><tr><td></td>{string.Concat(
                noise.Classes.Select(c => $"<th scope=\"col\">{Text(c)}</th>")
            )}</tr></thead><tbody>{rows}</tbody></table></div>

            """
        );
    }

    private string Clues()
    {
        IEnumerable<string> rows = inspection.Clues.Select(c =>
            FormattableString.Invariant(
                $"""
                <tr><td>{Text(
                    c.Name
                )}</td><td class="n" data-label="told">{c.Accuracy:P0}<br><span class="interval">{c.Low:P0} to {c.High:P0}</span></td><td class="n" data-label="by chance">{c.Chance:P0}</td><td data-label="most betrayed">{Text(
                    Betrayed(c)
                )}</td></tr>
                """
            )
        );
        IEnumerable<string> photos = inspection
            .Clues.Where(c => c.IsAboveChance && c.Surest.Count > 0)
            .Select(c =>
                $"<details><summary>Told most surely by {Text(c.Name)}</summary><div class=\"photos\">{string.Concat(c.Surest.Select(i => figures.Of(i, Text(inspection.Images[i].Label))))}</div></details>\n"
            );
        return $"""
            <h2 id="clues">What betrays the class without its subject</h2>
            <p class="soft">How often a classifier tells the class of photos it hasn't seen from this alone. Where that is far above chance, a model can learn the
            camera or the background in place of the subject, and fails where they change.</p>
            <div class="card scroll"><table class="stack"><thead><tr><th>told from</th><th class="n">told</th><th class="n">by chance</th><th>most betrayed</th></tr></thead><tbody>{string.Concat(
                rows
            )}</tbody></table></div>
            {string.Concat(photos)}

            """;
    }

    private string Betrayed(ClassClue clue) =>
        clue.IsAboveChance && inspection.LabelNoise is { } noise
            ? string.Join(
                ", ",
                noise
                    .Classes.Zip(clue.ClassAccuracies)
                    .OrderByDescending(c => c.Second)
                    .Take(3)
                    .Select(c => FormattableString.Invariant($"{c.First} {c.Second:P0}"))
            )
            : "none";

    private static string Share(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Text(string? text) => HtmlPage.Encode(text);
}
