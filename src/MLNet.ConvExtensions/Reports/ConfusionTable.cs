using System.Globalization;
using System.Text;

namespace MLNet.ConvExtensions;

/// <summary>What is taken for what, as a table in a page: a row for each class, a column for each that its photos are taken for.</summary>
public static class ConfusionTable
{
    /// <summary>Of more classes than these the most frequent mistakes are listed, since the table couldn't be read.</summary>
    public const int MostClasses = 20;

    /// <summary>Writes the table.</summary>
    /// <param name="classes">The classes' names.</param>
    /// <param name="cells">
    /// How many images of a class are taken for a class, by their places from 0; cells that are left out are empty.
    /// </param>
    /// <param name="link">
    /// The address that a cell leads to, by the places of class and predicted class; null for no link, as a whole or of a cell.
    /// </param>
    /// <returns>A <c>table</c> element: of up to 20 classes a table of all, of more a list of the 20 most frequent mistakes.</returns>
    public static string Html(
        IReadOnlyList<string> classes,
        IEnumerable<(int Label, int Predicted, int Images)> cells,
        Func<int, int, string?>? link = null
    )
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(cells);
        Dictionary<(int, int), int> counts = cells.Where(c => c.Images > 0).ToDictionary(c => (c.Label, c.Predicted), c => c.Images);
        return classes.Count > MostClasses ? List(classes, counts, link) : Table(classes, counts, link);
    }

    private static string Table(IReadOnlyList<string> classes, Dictionary<(int, int), int> counts, Func<int, int, string?>? link)
    {
        var table = new StringBuilder("<table class=\"confusion\"><thead><tr><th></th>");
        table.Append(string.Concat(classes.Select(c => $"<th>{HtmlPage.Encode(c)}</th>"))).Append("</tr></thead><tbody>");
        for (int row = 0; row < classes.Count; row++)
        {
            int total = Enumerable.Range(0, classes.Count).Sum(c => counts.GetValueOrDefault((row, c)));
            table.Append(CultureInfo.InvariantCulture, $"<tr><th>{HtmlPage.Encode(classes[row])}</th>");
            for (int column = 0; column < classes.Count; column++)
            {
                int count = counts.GetValueOrDefault((row, column));
                string share = (count / (double)Math.Max(1, total)).ToString("0.00", CultureInfo.InvariantCulture),
                    color = row == column ? "--s2" : "--s1";
                table.Append(
                    $"<td style=\"--c:var({color});--v:{share}\">{(count == 0 ? "" : Linked(classes, row, column, count, link))}</td>"
                );
            }

            table.Append("</tr>");
        }

        return table.Append("</tbody></table>").ToString();
    }

    private static string List(
        IReadOnlyList<string> classes,
        Dictionary<(int Label, int Predicted), int> counts,
        Func<int, int, string?>? link
    )
    {
        var table = new StringBuilder("<table><thead><tr><th>shows</th><th>taken for</th><th class=\"n\">images</th></tr></thead><tbody>");
        IEnumerable<KeyValuePair<(int Label, int Predicted), int>> mistakes = counts
            .Where(c => c.Key.Label != c.Key.Predicted)
            .OrderByDescending(c => c.Value)
            .ThenBy(c => c.Key);
        foreach (((int row, int column), int count) in mistakes.Take(MostClasses))
        {
            table.Append(
                $"<tr><td>{HtmlPage.Encode(classes[row])}</td><td>{HtmlPage.Encode(classes[column])}</td>"
                    + $"<td class=\"n\">{Linked(classes, row, column, count, link)}</td></tr>"
            );
        }

        return table.Append("</tbody></table>").ToString();
    }

    private static string Linked(IReadOnlyList<string> classes, int row, int column, int count, Func<int, int, string?>? link)
    {
        string number = count.ToString(CultureInfo.InvariantCulture);
        if (link?.Invoke(row, column) is not { } address)
            return number;
        string words = row == column ? $"{classes[row]}, right" : $"{classes[row]} taken for {classes[column]}";
        return $"<a href=\"{HtmlPage.Encode(address)}\" aria-label=\"{HtmlPage.Encode(words)}: {number}\">{number}</a>";
    }
}
