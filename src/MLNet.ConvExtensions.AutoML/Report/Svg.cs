using System.Globalization;
using System.Net;
using System.Text;

namespace MLNet.ConvExtensions.AutoML.Report;

/// <summary>A drawing with a plot area and scales. Its size is that of a phone's width, so that text stays readable there.</summary>
internal sealed class Svg(double height, Scale x, Scale y, double left = 50, double bottom = 40)
{
    public const double Width = 400;

    private const double Top = 8;
    private const double RightMargin = 12;

    private readonly StringBuilder _body = new();

    public static string Colour(int series) => $"var(--s{series % 8})";

    public double X(double value) => left + (x.Position(value) * (Width - left - RightMargin));

    public double Y(double value) => height - bottom - (y.Position(value) * (height - bottom - Top));

    public Svg Axes(string xTitle, string? yTitle)
    {
        foreach (double tick in x.Ticks())
        {
            Line(X(tick), Top, X(tick), height - bottom, "grid");
            Text(X(tick), height - bottom + 15, x.Label(tick), "middle");
        }

        Text((left + Width - RightMargin) / 2, height - 6, xTitle, "middle");
        if (yTitle is null)
            return this;
        foreach (double tick in y.Ticks())
        {
            Line(left, Y(tick), Width - RightMargin, Y(tick), "grid");
            Text(left - 6, Y(tick) + 4, y.Label(tick), "end");
        }

        _body.Append(
            Invariant(
                $"""<text transform="rotate(-90)" x="{-(height - bottom + Top) / 2:0.#}" y="11" text-anchor="middle">{WebUtility.HtmlEncode(yTitle)}</text>"""
            )
        );
        return this;
    }

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        _body.Append(Invariant($"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" class="{style}"/>"""));

    public void Stroke(double x1, double y1, double x2, double y2, int series, double width, double opacity = 1) =>
        _body.Append(
            Invariant(
                $"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="{Colour(series)}" stroke-width="{width}" stroke-opacity="{opacity}" stroke-linecap="round"/>"""
            )
        );

    public void Text(double atX, double atY, string text, string anchor, string style = "") =>
        _body.Append(
            Invariant($"""<text x="{atX:0.#}" y="{atY:0.#}" text-anchor="{anchor}" class="{style}">{WebUtility.HtmlEncode(text)}</text>""")
        );

    /// <summary>
    /// A mark whose form differs from series to series, for eyes that don't tell colours apart; its words show on hovering.
    /// </summary>
    public void Mark(double atX, double atY, int series, string words)
    {
        string shape = (series % 4) switch
        {
            1 => "M-4.5-4.5h9v9h-9z",
            2 => "M0-6L5.5 4.5H-5.5z",
            3 => "M0-6L6 0L0 6L-6 0z",
            _ => "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
        };
        _body.Append(
            Invariant(
                $"""<path transform="translate({atX:0.#} {atY:0.#})" d="{shape}" fill="{Colour(series)}" stroke="var(--card)" stroke-width="1.2"><title>{WebUtility.HtmlEncode(words)}</title></path>"""
            )
        );
    }

    public void Curve(IEnumerable<(double X, double Y)> points, int series)
    {
        string path = string.Join(" ", points.Select((p, i) => Invariant($"{(i == 0 ? "M" : "L")}{X(p.X):0.#} {Y(p.Y):0.#}")));
        _body.Append(Invariant($"""<path d="{path}" fill="none" stroke="{Colour(series)}" stroke-width="2" stroke-linejoin="round"/>"""));
    }

    /// <param name="label">What the drawing shows, for those who can't see it.</param>
    public string Close(string label) =>
        Invariant($"""<svg viewBox="0 0 {Width:0} {height:0}" role="img" aria-label="{WebUtility.HtmlEncode(label)}">{_body}</svg>""");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
