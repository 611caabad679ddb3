namespace MLNet.ConvExtensions.Tests.Reports;

public sealed class ConfusionTableTests
{
    [Fact]
    public void Up_to_twenty_classes_are_a_table_with_shares_and_links()
    {
        string html = ConfusionTable.Html(
            ["<a>", "b"],
            [(0, 0, 3), (0, 1, 1), (1, 0, 0)],
            (row, column) => row == column ? null : $"#cell-{row}-{column}"
        );

        Assert.Contains("<th>&lt;a&gt;</th>", html, StringComparison.Ordinal);
        Assert.Contains("<td style=\"--c:var(--s2);--v:0.75\">3</td>", html, StringComparison.Ordinal);
        Assert.Contains(
            "--v:0.25\"><a href=\"#cell-0-1\" aria-label=\"&lt;a&gt; taken for b: 1\">1</a></td>",
            html,
            StringComparison.Ordinal
        );
        Assert.Equal(4, html.Split("<td").Length - 1);
    }

    [Fact]
    public void Of_more_classes_the_twenty_most_frequent_mistakes_are_listed()
    {
        string[] classes = [.. Enumerable.Range(0, 30).Select(c => $"class {c}")];
        string html = ConfusionTable.Html(
            classes,
            Enumerable.Range(0, 30).SelectMany(c => ((int, int, int)[])[(c, c, 900), (c, 29 - c, c + 1)])
        );

        Assert.Equal(20, html.Split("<tr><td>").Length - 1);
        Assert.StartsWith(
            "<tr><td>class 29</td><td>class 0</td><td class=\"n\">30</td></tr>",
            html[html.IndexOf("<tr><td>", StringComparison.Ordinal)..],
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("900", html, StringComparison.Ordinal);
    }
}
