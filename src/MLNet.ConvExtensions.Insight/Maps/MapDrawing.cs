using System.Globalization;
using System.Text;

namespace MLNet.ConvExtensions.Insight.Maps;

/// <summary>A map as an SVG that stands alone, for light and dark backgrounds.</summary>
internal static class MapDrawing
{
    private const double Side = 800,
        Margin = 24,
        LegendRow = 20;

    private const string Style = """
        text { font: 14px system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; fill: #1c2126; } .page { fill: #fff; }
        @media (prefers-color-scheme: dark) { text { fill: #e8eaec; } .page { fill: #1c2024; } }
        """;

    private static readonly string[] Light = ["#0072b2", "#d55e00", "#009e73", "#b0508f", "#a07700", "#3a9bd1", "#6b6f76", "#7a4ce0"];

    public static string Of(string title, IReadOnlyList<MapPoint> points, PointGroups? groups)
    {
        double left = points.Min(p => p.X),
            bottom = points.Min(p => p.Y),
            width = points.Max(p => p.X) - left,
            height = points.Max(p => p.Y) - bottom,
            scale = (Side - (2 * Margin)) / Math.Max(Math.Max(width, height), 1e-30),
            radius = Math.Clamp(90 / Math.Sqrt(points.Count), 1.2, 5);
        int rows = ((groups?.Names.Length ?? 0) + 3) / 4;
        double full = Side + (rows * LegendRow) + (rows > 0 ? Margin : 0);
        var text = new StringBuilder();
        text.Append(
            Invariant(
                $"""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Side:0} {full:0}" role="img" aria-label="{HtmlPage.Encode(title)}">
                <title>{HtmlPage.Encode(title)}</title>
                <style>{Style}</style>
                <rect class="page" width="{Side:0}" height="{full:0}"/>

                """
            )
        );
        int count = groups?.Names.Length ?? 1;
        for (int group = 0; group < count; group++)
        {
            text.Append(Invariant($"<g fill=\"{Colour(group)}\" fill-opacity=\"0.8\">\n"));
            for (int i = 0; i < points.Count; i++)
            {
                if ((groups?.Of[i] ?? 0) != group)
                    continue;
                double x = (Side / 2) + ((points[i].X - left - (width / 2)) * scale),
                    y = (Side / 2) - ((points[i].Y - bottom - (height / 2)) * scale);
                text.Append(Invariant($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{radius:0.#}\"/>\n"));
            }

            text.Append("</g>\n");
        }

        for (int group = 0; groups is not null && group < count; group++)
        {
            double x = Margin + (group % 4 * (Side - (2 * Margin)) / 4),
                y = Side + (group / 4 * LegendRow) + 8;
            string name = groups.Names[group].Length > 22 ? groups.Names[group][..21] + "…" : groups.Names[group];
            text.Append(
                Invariant(
                    $"""
                    <circle cx="{x + 5:0.#}" cy="{y - 5:0.#}" r="5" fill="{Colour(group)}"/>
                    <text x="{x + 16:0.#}" y="{y:0.#}">{HtmlPage.Encode(name)}</text>

                    """
                )
            );
        }

        return text.Append("</svg>\n").ToString();
    }

    /// <summary>The reports' colours; of more groups than these some that are far apart on the colour wheel.</summary>
    private static string Colour(int group) =>
        group < Light.Length ? Light[group] : Invariant($"hsl({((group * 137.5) + 60) % 360:0.#} 45% 42%)");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
