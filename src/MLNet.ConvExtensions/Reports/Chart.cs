using System.Globalization;
using System.Text;

namespace MLNet.ConvExtensions;

/// <summary>A drawing with a plot area and scales. Its size is that of a phone's width, so that text stays readable there.</summary>
/// <param name="height">The height; the width is <see cref="Width"/>.</param>
/// <param name="x">Values from left to right.</param>
/// <param name="y">Values from bottom to top.</param>
/// <param name="left">Room at the left, for the labels of <paramref name="y"/>.</param>
/// <param name="bottom">Room below, for the labels of <paramref name="x"/>.</param>
public sealed class Chart(double height, ChartScale x, ChartScale y, double left = 50, double bottom = 40)
{
    /// <summary>The width, in the drawing's units.</summary>
    public const double Width = 400;

    private const double Top = 8;
    private const double RightMargin = 12;

    private readonly StringBuilder _body = new();

    /// <summary>The color of a series, which differs between light and dark pages.</summary>
    /// <param name="series">The series' number, from 0; there are eight colors.</param>
    /// <returns>A CSS value.</returns>
    public static string Color(int series) => $"var(--s{series % 8})";

    /// <summary>Where a value is drawn, from the left.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The place, in the drawing's units.</returns>
    public double X(double value) => left + (x.Position(value) * (Width - left - RightMargin));

    /// <summary>Where a value is drawn, from the top.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The place, in the drawing's units.</returns>
    public double Y(double value) => height - bottom - (y.Position(value) * (height - bottom - Top));

    /// <summary>Draws the grid, its labels and the axes' titles.</summary>
    /// <param name="xTitle">The title below.</param>
    /// <param name="yTitle">The title at the left; null for neither grid nor labels of that axis.</param>
    /// <returns>This drawing.</returns>
    public Chart Axes(string xTitle, string? yTitle)
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
                $"""<text transform="rotate(-90)" x="{-(height - bottom + Top) / 2:0.#}" y="11" text-anchor="middle">{HtmlPage.Encode(yTitle)}</text>"""
            )
        );
        return this;
    }

    /// <summary>A thin line between two places.</summary>
    /// <param name="x1">From, across.</param>
    /// <param name="y1">From, down.</param>
    /// <param name="x2">To, across.</param>
    /// <param name="y2">To, down.</param>
    /// <param name="style">The CSS class: <c>grid</c> or <c>axis</c>.</param>
    public void Line(double x1, double y1, double x2, double y2, string style) =>
        _body.Append(Invariant($"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" class="{style}"/>"""));

    /// <summary>A stroke in a series' color.</summary>
    /// <param name="x1">From, across.</param>
    /// <param name="y1">From, down.</param>
    /// <param name="x2">To, across.</param>
    /// <param name="y2">To, down.</param>
    /// <param name="series">The series, for the color.</param>
    /// <param name="width">The stroke's width.</param>
    /// <param name="opacity">0 to 1.</param>
    public void Stroke(double x1, double y1, double x2, double y2, int series, double width, double opacity = 1) =>
        _body.Append(
            Invariant(
                $"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="{Color(series)}" stroke-width="{width}" stroke-opacity="{opacity}" stroke-linecap="round"/>"""
            )
        );

    /// <summary>Text at a place.</summary>
    /// <param name="atX">Where, across.</param>
    /// <param name="atY">The base line, down.</param>
    /// <param name="text">The text; nothing in it is taken for HTML.</param>
    /// <param name="anchor">What of the text is at the place: <c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="style">The CSS class, such as <c>name</c>.</param>
    public void Text(double atX, double atY, string text, string anchor, string style = "") =>
        _body.Append(
            Invariant($"""<text x="{atX:0.#}" y="{atY:0.#}" text-anchor="{anchor}" class="{style}">{HtmlPage.Encode(text)}</text>""")
        );

    /// <summary>
    /// A mark whose form differs from series to series, for eyes that don't tell colors apart; its words show on hovering.
    /// </summary>
    /// <param name="atX">Where, across.</param>
    /// <param name="atY">Where, down.</param>
    /// <param name="series">The series, for form and color.</param>
    /// <param name="words">What the mark stands for.</param>
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
                $"""<path transform="translate({atX:0.#} {atY:0.#})" d="{shape}" fill="{Color(series)}" stroke="var(--card)" stroke-width="1.2"><title>{HtmlPage.Encode(words)}</title></path>"""
            )
        );
    }

    /// <summary>A line through values.</summary>
    /// <param name="points">The values, in the order of the line.</param>
    /// <param name="series">The series, for the color.</param>
    public void Curve(IEnumerable<(double X, double Y)> points, int series)
    {
        string path = string.Join(" ", points.Select((p, i) => Invariant($"{(i == 0 ? "M" : "L")}{X(p.X):0.#} {Y(p.Y):0.#}")));
        _body.Append(Invariant($"""<path d="{path}" fill="none" stroke="{Color(series)}" stroke-width="2" stroke-linejoin="round"/>"""));
    }

    /// <summary>The drawing as it stands in a page.</summary>
    /// <param name="label">What the drawing shows, for those who can't see it.</param>
    /// <returns>An <c>svg</c> element.</returns>
    public string Close(string label) =>
        Invariant($"""<svg viewBox="0 0 {Width:0} {height:0}" role="img" aria-label="{HtmlPage.Encode(label)}">{_body}</svg>""");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
