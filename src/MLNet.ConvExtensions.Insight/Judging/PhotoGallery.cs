using System.Text;
using static MLNet.ConvExtensions.Insight.Judging.FigureText;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>
/// Photos in the page: the surest mistakes, large, and those behind each cell of the confusion table, until there are as many as the page
/// may have.
/// </summary>
internal sealed class PhotoGallery
{
    private const int MistakeSide = 192;
    private const int CellSide = 96;
    private const int Quality = 70;
    private const int MostOfMistakes = 24;
    private const int MostOfRight = 12;

    private readonly ClassificationJudgement _judgement;
    private readonly JudgementPageOptions _options;
    private readonly JudgedPhoto[] _mistakes;
    private int _left;

    public PhotoGallery(ClassificationJudgement judgement, JudgementPageOptions options)
    {
        _judgement = judgement;
        _options = options;
        _mistakes = [.. judgement.Mistakes().Take(Math.Min(options.MostMistakes, options.MostPhotos))];
        _left = options.MostPhotos - _mistakes.Length;
    }

    /// <summary>What the photos of a cell are found by in the page.</summary>
    public static string Anchor(int label, int predicted) => FormattableString.Invariant($"cell-{label}-{predicted}");

    /// <summary>The photos of the table's cells, mistakes first, each cell in an element of its own.</summary>
    public string Cells()
    {
        IEnumerable<ConfusionCell> cells = _judgement
            .Confusion.OrderBy(c => c.Label == c.Predicted)
            .ThenByDescending(c => c.Photos)
            .ThenBy(c => (c.Label, c.Predicted));
        if (_judgement.ByClass.Count(c => c.Photos + c.Predicted > 0) > ConfusionTable.MostClasses)
            cells = cells.Where(c => c.Label != c.Predicted).Take(ConfusionTable.MostClasses);
        ILookup<(int Label, int Predicted), JudgedPhoto> photos = _judgement.Photos.ToLookup(p => (p.Label, p.Predicted));
        var html = new StringBuilder();
        foreach (ConfusionCell cell in cells)
            Cell(html, cell, photos[(cell.Label, cell.Predicted)]);
        return html.ToString();
    }

    /// <summary>The surest mistakes, each with what the model looked at where that is known.</summary>
    public string Mistakes()
    {
        int all = _judgement.Photos.Count(p => !p.IsRight);
        if (all == 0)
            return "<h2>Mistakes</h2>\n<p>None on these photos.</p>\n";
        if (_mistakes.Length == 0)
            return $"<h2>Mistakes</h2>\n<p class=\"soft\">{Count(all, "mistake", "mistakes")}, none of them shown here.</p>\n";
        string part = all > _mistakes.Length ? $", {Count(_mistakes.Length)} of them here" : "";
        string maps = _options.MistakeMap is null ? "" : " Beside each photo: what spoke for the class that it was taken for.";
        var html = new StringBuilder(
            $"<h2>The surest mistakes</h2>\n<p class=\"soft\">{Count(all, "mistake", "mistakes")}{part}, the surest first.{maps} "
                + $"Look for wrong labels, too.</p>\n<div class=\"mistakes{(_options.MistakeMap is null ? " alone" : "")}\">"
        );
        foreach (JudgedPhoto photo in _mistakes)
            html.Append(Mistake(photo));
        return html.Append("</div>\n").ToString();
    }

    private string Mistake(JudgedPhoto photo)
    {
        string shows = HtmlPage.Encode(_judgement.Classes[photo.Label]),
            taken = HtmlPage.Encode(_judgement.Classes[photo.Predicted]);
        byte[]? map = _options.MistakeMap?.Invoke(photo.Image, photo.Predicted);
        string beside = map is null
            ? ""
            : $"<img src=\"data:image/{FormOf(map)};base64,{Convert.ToBase64String(map)}\" alt=\"What spoke for {taken}\">";
        return $"<figure><div class=\"pair\">{Image(photo, MistakeSide)}{beside}</div>"
            + $"<figcaption><b>{shows}</b>, taken for <b>{taken}</b> at {Probability(photo.Confidence)}; "
            + $"{shows} {Probability(photo.LabelProbability)}<br>{FileName(photo)}</figcaption></figure>";
    }

    private void Cell(StringBuilder html, ConfusionCell cell, IEnumerable<JudgedPhoto> photos)
    {
        bool isRight = cell.Label == cell.Predicted;
        // Of mistakes the surest say most, of the rest those that it was least sure of.
        JudgedPhoto[] shown =
        [
            .. (isRight ? photos.OrderBy(p => p.Confidence) : photos.OrderByDescending(p => p.Confidence)).Take(
                Math.Min(_left, isRight ? MostOfRight : MostOfMistakes)
            ),
        ];
        _left -= shown.Length;
        string heading = isRight
            ? $"{_judgement.Classes[cell.Label]}, right"
            : $"{_judgement.Classes[cell.Label]} taken for {_judgement.Classes[cell.Predicted]}";
        string part =
            shown.Length == cell.Photos ? ""
            : shown.Length == 0 ? $"; none here, since the page has {Count(_options.MostPhotos, "photo", "photos")} at most"
            : $", {Count(shown.Length)} of them here, {(isRight ? "those that it was least sure of" : "the surest")}";
        html.Append(
            $"<section class=\"card cell\" id=\"{Anchor(cell.Label, cell.Predicted)}\"><h3>{HtmlPage.Encode(heading)}</h3><p "
                + $"class=\"soft\">{Count(cell.Photos, "photo", "photos")}{part}. "
                + "<a href=\"#confusion\">Close</a></p><div class=\"photos\">"
        );
        foreach (JudgedPhoto photo in shown)
        {
            html.Append(
                $"<figure>{Image(photo, CellSide)}<figcaption>{Probability(photo.Confidence)}<br>{FileName(photo)}</figcaption></figure>"
            );
        }

        html.Append("</div></section>\n");
    }

    private static string FormOf(byte[] picture) => picture is [0x89, ..] ? "png" : "jpeg";

    private static string FileName(JudgedPhoto photo) => HtmlPage.Encode(Path.GetFileName(photo.Image));

    private string Image(JudgedPhoto photo, int side)
    {
        string words = HtmlPage.Encode(_judgement.Classes[photo.Label]),
            title = HtmlPage.Encode(photo.Image);
        return PhotoThumbnail.DataUri(photo.Image, side, Quality) is { } uri
            ? $"<img src=\"{uri}\" alt=\"{words}\" title=\"{title}\">"
            : $"<div class=\"gone\" title=\"{title}\">The file is gone, or can't be read any longer.</div>";
    }
}
