using static MLNet.ConvExtensions.Insight.Judging.FigureText;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>A judgement of numbers as one page that needs nothing from elsewhere.</summary>
internal sealed class RegressionPage(RegressionJudgement judgement, JudgementPageOptions options)
{
    private const int Side = 192;
    private const int Quality = 70;
    private const int MostGroupsShown = 30;
    private const int MostUnreadShown = 50;

    private readonly HtmlPage _page = new(options.Title) { Style = JudgementPage.OwnStyle() };

    public HtmlPage Write()
    {
        string unread = judgement.Unread.Count == 0 ? "" : $", {Count(judgement.Unread.Count)} that could not be judged";
        _page.Append(
            $"""
            <p class="soft">Judgement of a model</p>
            <h1>{Text(options.Title)}</h1>
            <p class="lead">Its numbers are {Figure(judgement.MeanAbsoluteError.Value)} off in the mean, on photos whose numbers go from {Figure(
                judgement.Photos.Min(p => p.Label)
            )} to {Figure(judgement.Photos.Max(p => p.Label))}.</p>
            <p class="facts">{Count(judgement.Photos.Count, "photo", "photos")}{unread}.</p>

            """
        );
        Figures();
        Charts();
        Worst();
        Groups();
        Notes();
        return _page;
    }

    private static string Text(string? text) => HtmlPage.Encode(text);

    private static string Signed(double value) => (value > 0 ? "+" : "") + Figure(value);

    private void Figures()
    {
        MetricInterval mean = judgement.MeanAbsoluteError;
        string range = double.IsNaN(mean.Low) ? "" : $"{Figure(mean.Low)} to {Figure(mean.High)}";
        _page.Append("<h2>Figures</h2>\n<div class=\"card scroll\"><table><tbody>");
        Row("Mean absolute error", Figure(mean.Value), range, "what predicted and known numbers differ by");
        Row("Median absolute error", Figure(judgement.MedianAbsoluteError), "", "half of the photos are nearer");
        Row("Root mean squared error", Figure(judgement.RootMeanSquaredError), "", "large errors count most");
        Row("R²", Score(judgement.RSquared), "", "1 at best; 0 is what the mean of the known numbers would get");
        Row("Mean residual", Signed(judgement.MeanResidual), "", "above 0 the model says too much, below too little");
        _page.Append("</tbody></table></div>\n");
    }

    private void Row(string name, string value, string range, string meaning) =>
        _page.Append(
            $"<tr><th scope=\"row\">{name}</th><td class=\"n\">{value}</td><td class=\"interval\">{range}</td><td "
                + $"class=\"values\">{meaning}</td></tr>"
        );

    private void Charts()
    {
        string part =
            judgement.Photos.Count > RegressionCharts.MostDrawn
                ? $" About {Count(RegressionCharts.MostDrawn)} of the photos are drawn."
                : "";
        _page.Append($"<h2>Predicted and known numbers</h2>\n<p class=\"soft\">A mark is a photo.{part}</p>\n<div class=\"cards\">\n");
        Card("Predicted against known", "On the line the model is right.", RegressionCharts.Predictions(judgement));
        Card("Residuals", "Above the line it says too much. A slope: it keeps to the middle.", RegressionCharts.Residuals(judgement));
        Card("How far it is off", "The photos by predicted less known numbers.", RegressionCharts.Spread(judgement));
        _page.Append("</div>\n");
    }

    private void Card(string heading, string words, string content) =>
        _page.Append($"<figure class=\"card\"><h3>{heading}</h3><figcaption>{words}</figcaption>{content}</figure>\n");

    private void Worst()
    {
        JudgedNumber[] shown = [.. judgement.Worst().Take(Math.Min(options.MostMistakes, options.MostPhotos))];
        if (shown.Length == 0)
            return;
        _page.Append(
            "<h2>Furthest off</h2>\n<p class=\"soft\">The worst first. Look for wrong labels, too.</p>\n<div class=\"mistakes alone\">"
        );
        foreach (JudgedNumber photo in shown)
        {
            string title = Text(photo.Image),
                name = Text(Path.GetFileName(photo.Image));
            string picture = PhotoThumbnail.DataUri(photo.Image, Side, Quality) is { } uri
                ? $"<img src=\"{uri}\" alt=\"{name}\" title=\"{title}\">"
                : $"<div class=\"gone\" title=\"{title}\">The file is gone, or can't be read any longer.</div>";
            _page.Append(
                $"<figure><div class=\"pair\">{picture}</div><figcaption>known <b>{Figure(photo.Label)}</b>, predicted "
                    + $"<b>{Figure(photo.Predicted)}</b>: {Signed(photo.Residual)}<br>{name}</figcaption></figure>"
            );
        }

        _page.Append("</div>\n");
    }

    private void Groups()
    {
        if (judgement.Groups.Count == 0)
            return;
        string more = judgement.Groups.Count > MostGroupsShown ? $" The {MostGroupsShown} worst of {judgement.Groups.Count}." : "";
        _page.Append(
            $"<h2>Group by group</h2>\n<p class=\"soft\">A mean over all photos hides a camera, or a site, that the model fails on.{more}</p>\n"
                + "<div class=\"card scroll\"><table><thead><tr><th>group</th><th class=\"n\">photos</th><th class=\"n\">mean absolute "
                + "error</th><th class=\"n\">mean residual</th></tr></thead><tbody>"
        );
        foreach (GroupError group in judgement.Groups.Take(MostGroupsShown))
        {
            _page.Append(
                $"<tr><td>{Text(group.Name)}</td><td class=\"n\">{Count(group.Photos)}</td><td "
                    + $"class=\"n\">{Figure(group.MeanAbsoluteError)}</td><td class=\"n\">{Signed(group.MeanResidual)}</td></tr>"
            );
        }

        _page.Append("</tbody></table></div>\n");
    }

    private void Notes()
    {
        _page.Append(
            "<h2>How it was measured</h2>\n<p class=\"soft\">The interval is of 95 %, that of a mean of independent photos: those of one "
                + "burst are not, and the truth may lie further out.</p>\n"
        );
        if (judgement.Unread.Count == 0)
            return;
        string more = judgement.Unread.Count > MostUnreadShown ? $", the first {MostUnreadShown} of them" : "";
        _page.Append(
            $"<details><summary>{Count(judgement.Unread.Count, "photo", "photos")} could not be judged{more}</summary><ul class=\"notes\">"
                + string.Concat(judgement.Unread.Take(MostUnreadShown).Select(u => $"<li>{Text(u.Reason)}</li>"))
                + "</ul></details>\n"
        );
    }
}
