using System.Globalization;
using System.Text;

namespace MLNet.ConvExtensions.Training.History;

/// <summary>Draws a history: a chart for each kind of value, training and validation in one.</summary>
internal static class HistoryPlot
{
    private const int Width = 480,
        Height = 220,
        Left = 56,
        Right = 12,
        Top = 28,
        Bottom = 28;
    private static readonly string[] Colors = ["#1f5fa8", "#c2571a"];
    private static readonly string[] LeftOut = [TrainingLogs.Seconds, TrainingLogs.ImagesPerSecond];

    public static string Draw(TrainingHistory history)
    {
        string[] names =
        [
            .. history.Names.Where(n => !LeftOut.Contains(n) && !n.StartsWith(TrainingLogs.ValidationPrefix, StringComparison.Ordinal)),
        ];
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Math.Max(names.Length, 1) * Height}\" "
                + $"font-family=\"sans-serif\" font-size=\"11\">\n"
        );
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        for (int i = 0; i < names.Length; i++)
            Chart(svg, history, names[i], i * Height);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Chart(StringBuilder svg, TrainingHistory history, string name, int top)
    {
        (string Name, IReadOnlyList<double> Values)[] lines =
        [
            .. new[] { name, TrainingLogs.ValidationPrefix + name }.Where(history.Names.Contains).Select(n => (n, history[n])),
        ];
        double[] finite = [.. lines.SelectMany(l => l.Values).Where(double.IsFinite)];
        (double least, double most) = finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
        if (most <= least)
            (least, most) = (least - 0.5, most + 0.5);
        int inner = Width - Left - Right,
            tall = Height - Top - Bottom,
            bottom = top + Height - Bottom;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<path d=\"M{Left} {top + Top}V{bottom}H{Width - Right}\" fill=\"none\" stroke=\"#888888\"/>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Left - 4}\" y=\"{top + Top + 8}\" text-anchor=\"end\">{most:G4}</text><text x=\"{Left - 4}\" y=\"{bottom}\" "
                + $"text-anchor=\"end\">{least:G4}</text>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Left}\" y=\"{bottom + 16}\">1</text><text x=\"{Width - Right}\" y=\"{bottom + 16}\" "
                + $"text-anchor=\"end\">{history.Epochs.Count} epochs</text>\n"
        );
        for (int i = 0; i < lines.Length; i++)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Left + (i * 160)}\" y=\"{top + 18}\" fill=\"{Colors[i]}\">{lines[i].Name}</text>\n"
            );
            // A line needs two points: a single epoch is one from side to side.
            IReadOnlyList<double> values = lines[i].Values.Count == 1 ? [lines[i].Values[0], lines[i].Values[0]] : lines[i].Values;
            IEnumerable<string> points = values
                .Select((value, epoch) => (value, epoch))
                .Where(p => double.IsFinite(p.value))
                .Select(p =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Left + (inner * p.epoch / (values.Count - 1.0)):F1},{bottom - (tall * (p.value - least) / (most - least)):F1}"
                    )
                );
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" stroke=\"{Colors[i]}\" stroke-width=\"1.5\"/>\n"
            );
        }
    }
}
