using static MLNet.ConvExtensions.Insight.Judging.FigureText;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>A judgement as one page that needs nothing from elsewhere.</summary>
internal sealed class JudgementPage(ClassificationJudgement judgement, JudgementPageOptions options)
{
    private const int MostClassesShown = 60;
    private const int MostGroupsShown = 30;
    private const int MostClassesDrawn = 20;
    private const int MostThresholdCharts = 12;
    private const int MostUnreadShown = 50;

    private const string StyleResource = "MLNet.ConvExtensions.Insight.Judging.judging.css";

    private readonly HtmlPage _page = new(options.Title) { Style = OwnStyle() };
    private readonly PhotoGallery _gallery = new(judgement, options);

    public HtmlPage Write()
    {
        Head();
        Figures();
        Confusion();
        Mistakes();
        Calibration();
        Classes();
        Thresholds();
        Groups();
        if (judgement.Robustness is not null)
            _page.Append(RobustnessSection.Html(judgement));
        Notes();
        return _page;
    }

    public static string OwnStyle()
    {
        using Stream resource = typeof(JudgementPage).Assembly.GetManifestResourceStream(StyleResource)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

    private static string Text(string? text) => HtmlPage.Encode(text);

    private static string Interval(string label, MetricInterval value) =>
        $"<td class=\"n\" data-label=\"{label}\">{Score(value.Value)}<br><span class=\"interval\">{Range(value)}</span></td>";

    private void Head()
    {
        string unread = judgement.Unread.Count == 0 ? "" : $", {Count(judgement.Unread.Count)} that could not be judged";
        _page.Append(
            $"""
            <p class="soft">Judgement of a model</p>
            <h1>{Text(options.Title)}</h1>
            <p class="lead">{Text(JudgementWords.Summary(judgement))}</p>
            <p class="facts">{Count(judgement.Photos.Count, "photo", "photos")}, {Count(
                judgement.Classes.Count,
                "class",
                "classes"
            )}{unread}.
            Intervals are of 95 %.</p>

            """
        );
    }

    private void Figures()
    {
        _page.Append("<h2>Figures</h2>\n<div class=\"card scroll\"><table><tbody>");
        Figure("Accuracy", judgement.Accuracy, "how often it is right");
        foreach (TopKResult top in judgement.TopK.Where(t => t.K > 1))
            Figure($"Top-{top.K} accuracy", top.Accuracy, $"how often the right class is among the {top.K} most probable");
        Figure("Balanced accuracy", Alone(judgement.BalancedAccuracy), "the mean recall of the classes, however rare");
        Figure("Macro F1", Alone(judgement.MacroF1Score), "the mean F1 of the classes");
        Figure(
            "AUC",
            Alone(judgement.AreaUnderRocCurve),
            judgement.IsBinary
                ? "how often a yes ranks above a no"
                : "how often a photo of a class ranks above others, the mean of the classes"
        );
        Figure("Log loss", Alone(judgement.LogLoss), "0 at best; sure mistakes cost most");
        Figure("Brier score", Alone(judgement.BrierScore), $"0 at best, {(judgement.IsBinary ? 1 : 2)} at worst");
        Figure(
            "ECE",
            Alone(judgement.Calibration.ExpectedCalibrationError),
            $"what confidence and accuracy differ by, in bins of the same width; "
                + $"{Score(judgement.CalibrationByMass.ExpectedCalibrationError)} in bins of as many photos"
        );
        _page.Append("</tbody></table></div>\n");

        static MetricInterval Alone(double value) => new(value, double.NaN, double.NaN);
    }

    private void Figure(string name, MetricInterval value, string meaning)
    {
        string range = double.IsNaN(value.Low) ? "" : Range(value);
        _page.Append(
            $"<tr><th scope=\"row\">{name}</th><td class=\"n\">{Score(value.Value)}</td><td class=\"interval\">{range}</td><td "
                + $"class=\"values\">{Text(meaning)}</td></tr>"
        );
    }

    private void Confusion()
    {
        // Of a thousand classes a few may be all that there is to see.
        ClassJudgement[] seen = [.. judgement.ByClass.Where(c => c.Photos + c.Predicted > 0)];
        Dictionary<int, int> places = seen.Select((c, place) => (c.Class, place)).ToDictionary(p => p.Class, p => p.place);
        _page.Append(
            "<h2 id=\"confusion\">What is taken for what</h2>\n<p class=\"soft\">Rows are what the photos show, columns what they "
                + "are taken for. A number opens its "
                + "photos.</p>\n<div class=\"card scroll\">"
        );
        _page
            .Append(
                ConfusionTable.Html(
                    [.. seen.Select(c => c.Name)],
                    judgement.Confusion.Select(c => (places[c.Label], places[c.Predicted], c.Photos)),
                    (label, predicted) => $"#{PhotoGallery.Anchor(seen[label].Class, seen[predicted].Class)}"
                )
            )
            .Append("</div>\n")
            .Append(_gallery.Cells());
    }

    private void Mistakes() => _page.Append(_gallery.Mistakes());

    private void Card(string heading, string words, string content) =>
        _page.Append($"<figure class=\"card\"><h3>{Text(heading)}</h3><figcaption>{Text(words)}</figcaption>{content}</figure>\n");

    private void Calibration()
    {
        _page.Append(
            "<h2>Is it as often right as it says?</h2>\n<p class=\"soft\">Photos by the probability of the class that they are "
                + "taken for. On the line the model is "
                + "right as often as it says; below it, it is too sure.</p>\n<div class=\"cards\">\n"
        );
        Card(
            "Bins of the same width",
            $"ECE {Score(judgement.Calibration.ExpectedCalibrationError)}, worst bin "
                + $"{Score(judgement.Calibration.MaximumCalibrationError)}. Bars: Wilson's interval.",
            JudgementCharts.Reliability(judgement.Calibration, 0, "Reliability diagram, bins of the same width")
        );
        Card(
            "Bins of about as many photos",
            $"ECE {Score(judgement.CalibrationByMass.ExpectedCalibrationError)}, worst bin "
                + $"{Score(judgement.CalibrationByMass.MaximumCalibrationError)}.",
            JudgementCharts.Reliability(judgement.CalibrationByMass, 2, "Reliability diagram, bins of as many photos")
        );
        Card("How sure it is", "The part of the photos in each bin of the same width.", JudgementCharts.Confidences(judgement.Calibration));
        _page.Append("</div>\n");
    }

    private void Classes()
    {
        ClassJudgement[] seen =
        [
            .. judgement.ByClass.Where(c => c.Photos + c.Predicted > 0).OrderBy(c => c.F1Score.Value).ThenByDescending(c => c.Photos),
        ];
        string more =
            seen.Length > MostClassesShown
                ? $" The {MostClassesShown} worst of {seen.Length} classes; the JSON and CSV files have all."
                : " The worst first.";
        _page.Append(
            $"<h2>Class by class</h2>\n<p class=\"soft\">Precision: how many of those taken for it show it. Recall: how many of its "
                + $"photos are found.{more}</p>\n"
                + "<div class=\"card scroll\"><table class=\"stack\"><thead><tr><th>class</th><th class=\"n\">photos</th><th "
                + "class=\"n\">taken for it</th>"
                + "<th class=\"n\">precision</th><th class=\"n\">recall</th><th class=\"n\">F1</th><th class=\"n\">AUC</th><th "
                + "class=\"n\">average precision</th><th>most often taken for</th></tr></thead><tbody>"
        );
        foreach (ClassJudgement one in seen.Take(MostClassesShown))
        {
            string other = one.MostOftenTakenFor is { } place ? Text(judgement.Classes[place]) : "–";
            _page.Append(
                $"<tr><td>{Text(one.Name)}</td><td class=\"n\" data-label=\"photos\">{Count(one.Photos)}</td><td class=\"n\" "
                    + $"data-label=\"taken for it\">{Count(one.Predicted)}</td>"
                    + Interval("precision", one.Precision)
                    + Interval("recall", one.Recall)
                    + Interval("F1", one.F1Score)
                    + $"<td class=\"n\" data-label=\"AUC\">{Score(one.AreaUnderRocCurve)}</td><td class=\"n\" data-label=\"average "
                    + $"precision\">{Score(one.AveragePrecision)}</td>"
                    + $"<td data-label=\"most often taken for\">{other}</td></tr>\n"
            );
        }

        _page.Append("</tbody></table></div>\n<div class=\"cards\">\n");
        ClassJudgement[] drawn = [.. seen.Take(MostClassesDrawn)];
        Card(
            "Recall",
            "With Wilson's interval.",
            JudgementCharts.Intervals([.. drawn.Select(c => (c.Name, c.Photos, c.Recall))], "recall")
        );
        Card(
            "Precision",
            "With Wilson's interval.",
            JudgementCharts.Intervals([.. drawn.Select(c => (c.Name, c.Predicted, c.Precision))], "precision")
        );
        _page.Append("</div>\n");
    }

    private void Thresholds()
    {
        ClassJudgement[] all =
        [
            .. judgement
                .ByClass.Where(c => c.Thresholds.Count > 0 && (!judgement.IsBinary || c.Class == 1))
                .OrderBy(c => c.AveragePrecision),
        ];
        if (all.Length == 0)
            return;
        string more =
            all.Length > MostThresholdCharts
                ? $" The {MostThresholdCharts} of {all.Length} classes with the lowest average precision."
                : "";
        _page.Append(
            $"<h2>What another threshold would bring</h2>\n<p class=\"soft\">Where a photo is taken for a class from a probability "
                + $"on. The upright line: the best F1.{more}</p>\n"
                + "<div class=\"legend\"><span><span class=\"swatch\" style=\"--c:var(--s0)\"></span>precision</span><span><span "
                + "class=\"swatch\" style=\"--c:var(--s1)\"></span>recall</span></div>\n<div class=\"cards\">\n"
        );
        foreach (ClassJudgement one in all.Take(MostThresholdCharts))
        {
            ThresholdPoint best = one.BestThreshold!;
            Card(
                one.Name,
                $"From {Probability(best.Threshold)} on: F1 {Score(best.F1Score)}, precision {Score(best.Precision)}, recall "
                    + $"{Score(best.Recall)}.",
                JudgementCharts.Thresholds(one)
            );
        }

        _page.Append("</div>\n");
    }

    private void Groups()
    {
        if (judgement.Groups.Count == 0)
            return;
        GroupJudgement[] shown = [.. judgement.Groups.Take(MostGroupsShown)];
        string more = judgement.Groups.Count > shown.Length ? $" The {shown.Length} worst of {judgement.Groups.Count}." : "";
        _page.Append(
            $"<h2>Group by group</h2>\n<p class=\"soft\">A mean over all photos hides a camera, or an animal, that the model fails "
                + $"on.{more}</p>\n<div class=\"cards single\">\n"
        );
        Card(
            "Accuracy by group",
            $"Mean of {judgement.Groups.Count} groups: {Score(judgement.Groups.Average(g => g.Accuracy.Value))}. With Wilson's interval.",
            JudgementCharts.Intervals([.. shown.Select(g => (g.Name, g.Photos, g.Accuracy))], "accuracy")
        );
        _page.Append("</div>\n");
    }

    private void Notes()
    {
        _page.Append(
            "<h2>How it was measured</h2>\n<p class=\"soft\">Shares have Wilson's intervals, which take photos as independent: "
                + "photos of one burst are not, and the "
                + "truth may lie further out. F1 has the interval that Wilson's of F1 / (2 - F1) stands for. Calibration is that of "
                + "Guo et al. (2017), in 15 bins.</p>\n"
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
