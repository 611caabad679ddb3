using MLNet.ConvExtensions.AutoML.Statistics;

namespace MLNet.ConvExtensions.AutoML.Report;

/// <summary>The report as one page that needs nothing from elsewhere.</summary>
internal sealed class HtmlReport(FeatureComparison comparison, string title)
{
    private const int PhotosEach = 9;
    private const int PairsWithPhotos = 3;

    private const string PairHeadings =
        """<thead><tr><th>pair</th><th class="n">difference</th><th class="n">p, resampled t-test</th><th class="n">right alone</th><th class="n">p, McNemar</th><th>different</th></tr></thead>""";

    private readonly HtmlPage _page = new(title);

    public string Write()
    {
        Head();
        Scores();
        if (comparison.Sets.Any(s => s.IsComplete))
        {
            Plots();
            Tests();
            Confusion();
            Photos();
        }

        Notes();
        return _page.ToString();
    }

    private static string Text(string text) => HtmlPage.Encode(text);

    private void Head()
    {
        _page.Append(
            $"""
            <p class="soft">Comparison of feature sets</p>
            <h1>{Text(title)}</h1>
            <p class="lead">{Text(ReportText.Summary(comparison))}</p>
            <p class="facts">{comparison.DevelopmentImages
                + comparison.TestImages} images, {comparison.Classes.Count} classes, {comparison.Sets.Count} feature sets, {comparison.Trials.Count} trials, {comparison.Elapsed.TotalSeconds:0} seconds.</p>

            """
        );
    }

    private void Scores()
    {
        ComparisonMetric metric = comparison.Options.Metric;
        _page.Append(
            $"""
            <h2>Scores</h2>
            <p class="soft">On the test part, with {ReportText.Confidence(comparison)} intervals{(
                comparison.Sets[0].IsComplete ? "" : " where it was reached"
            )}. Best first, by cross-validation.</p>
            <div class="card scroll"><table class="stack"><thead><tr><th>features</th><th>trainer</th>{string.Concat(
                ReportText.Metrics.Select(m => $"<th class=\"n\">{ReportText.Name(m)}</th>")
            )}<th class="n">{ReportText.Name(
                metric
            )}, cross-validated</th><th class="n">time an image</th><th class="n">size an image</th><th class="n">fit and search</th></tr></thead><tbody>

            """
        );
        for (int i = 0; i < comparison.Sets.Count; i++)
        {
            FeatureSetResult set = comparison.Sets[i];
            _page.Append(
                $"<tr><td><span class=\"swatch\" style=\"--c:{Chart.Color(i)}\"></span>{Text(set.Name)}<br><span "
                    + $"class=\"values\">{Text(ReportText.Parameters(set.FeatureParameters))}</span></td><td "
                    + $"data-label=\"trainer\">{Text(set.Trainer)}<br><span "
                    + $"class=\"values\">{Text(ReportText.Parameters(set.Parameters))}</span></td>"
            );
            foreach (ComparisonMetric shown in ReportText.Metrics)
            {
                _page.Append($"<td class=\"n\" data-label=\"{ReportText.Name(shown)}\">");
                _page.Append(
                    set.IsComplete
                        ? $"{ReportText.Score(set.Test[shown].Value)}<br><span "
                            + $"class=\"interval\">{ReportText.Range(set.Test[shown])}</span></td>"
                        : "–</td>"
                );
            }

            FoldScores folds = ReportText.CrossValidated(set) ?? set.Search;
            _page.Append(
                $"<td class=\"n\" data-label=\"{ReportText.Name(metric)}, cross-validated\">{ReportText.Score(folds[metric])}</td><td "
                    + $"class=\"n\" data-label=\"time an image\">{ReportText.Milliseconds(set.SecondsPerImage)}</td><td class=\"n\" "
                    + $"data-label=\"size an image\">{ReportText.Bytes(set.BytesPerImage)}</td>"
            );
            _page.Append(
                $"<td class=\"n\" data-label=\"fit and search\">{ReportText.Seconds(set.SecondsToFit)}<br><span "
                    + $"class=\"interval\">{ReportText.SearchCost(set)}</span></td></tr>\n"
            );
        }

        _page.Append("</tbody></table></div>\n");
    }

    private void Plots()
    {
        string legend =
            "<div class=\"legend\">"
            + string.Concat(
                comparison.Sets.Select(
                    (s, i) => $"<span><span class=\"swatch\" style=\"--c:{Chart.Color(i)}\"></span>{Text(s.Name)}</span>"
                )
            )
            + "</div>";
        _page.Append("<h2>In pictures</h2>\n<div class=\"cards\">\n");
        Card(
            "Accuracy",
            "Mark and bar: the test part and its interval. Faint strokes: the folds of cross-validation.",
            Charts.Intervals(comparison, ComparisonMetric.Accuracy)
        );
        Card("Macro F1", "Every class counts the same, however rare.", Charts.Intervals(comparison, ComparisonMetric.MacroF1));
        if (comparison.Sets.Any(s => s.LearningCurve.Count > 1))
            Card(
                "How many labelled images it takes",
                "Mean and standard deviation over the folds.",
                Charts.LearningCurves(comparison) + legend
            );
        if (comparison.Sets.Any(s => s.IsComplete && s.SecondsPerImage > 0))
            Card("What it costs", "Time as measured where the comparison ran.", Charts.Cost(comparison) + legend);
        string which =
            comparison.Classes.Count == 2
                ? $"Finding {comparison.Classes[1]}."
                : "All classes' decisions, each against the rest, put together.";
        Card("ROC", which, Charts.Ranking(comparison, roc: true) + legend);
        Card("Precision and recall", which, Charts.Ranking(comparison, roc: false) + legend);
        _page.Append("</div>\n");
    }

    private void Card(string heading, string words, string content) =>
        _page.Append($"<figure class=\"card\"><h3>{Text(heading)}</h3><figcaption>{Text(words)}</figcaption>{content}</figure>\n");

    private void Tests()
    {
        if (comparison.Pairs.Count == 0)
            return;
        _page.Append(
            $"""
            <h2>Do they differ by more than chance?</h2>
            <p class="soft">The corrected resampled t-test looks at the folds of repeated cross-validation, McNemar's exact test at the test part's images that one alone got right. The p-values are Holm's, for all {comparison.Pairs.Count} pairs together. Two sets are taken as different where both tests say so.</p>
            <div class="card scroll"><table class="stack">{PairHeadings}<tbody>

            """
        );
        PairedComparison[] withBest = [.. comparison.Pairs.Where(p => p.First == comparison.Sets[0].Name)];
        Pairs(withBest);
        _page.Append("</tbody></table>");
        if (comparison.Pairs.Count > withBest.Length)
        {
            _page.Append(
                $"<details><summary>The other {comparison.Pairs.Count - withBest.Length} pairs</summary><table "
                    + $"class=\"stack\">{PairHeadings}<tbody>"
            );
            Pairs(comparison.Pairs.Except(withBest));
            _page.Append("</tbody></table></details>");
        }

        _page.Append("</div>\n");
    }

    private void Pairs(IEnumerable<PairedComparison> pairs)
    {
        foreach (PairedComparison pair in pairs)
        {
            bool differ = comparison.Differ(pair);
            _page.Append(
                $"<tr><td>{Text(pair.First)} and {Text(pair.Second)}</td><td class=\"n\" "
                    + $"data-label=\"difference\">{(pair.Difference > 0 ? "+" : "")}{ReportText.Score(pair.Difference)}</td><td "
                    + $"class=\"n\" data-label=\"p, resampled t-test\">{ReportText.P(pair.AdjustedResampledP)}</td><td class=\"n\" "
                    + $"data-label=\"right alone\">{pair.OnlyFirstRight} : {pair.OnlySecondRight}</td><td class=\"n\" data-label=\"p, "
                    + $"McNemar\">{ReportText.P(pair.AdjustedMcNemarP)}</td><td class=\"{(differ ? "yes" : "no")}\" "
                    + $"data-label=\"different\">{(differ ? "yes" : "not shown")}</td></tr>\n"
            );
        }
    }

    private void Confusion()
    {
        FeatureSetResult best = comparison.Sets[0];
        if (!best.IsComplete)
            return;
        int[,] table = ClassificationScores.Confusion(
            new Predictions([.. best.Predictions.Select(p => p.Label)], [.. best.Predictions.Select(p => (float[])[.. p.Probabilities])])
        );
        int classes = comparison.Classes.Count;
        IEnumerable<(int, int, int)> cells =
            from row in Enumerable.Range(0, classes)
            from column in Enumerable.Range(0, classes)
            select (row, column, table[row, column]);
        _page.Append(
            $"<h2>What {Text(best.Name)} takes for what</h2>\n<p class=\"soft\">Images of the test part; rows are what they "
                + $"show.</p>\n<div class=\"card scroll\">{ConfusionTable.Html(comparison.Classes, cells)}</div>\n"
        );
    }

    private void Photos()
    {
        FeatureSetResult best = comparison.Sets[0];
        foreach (FeatureSetResult other in comparison.Sets.Skip(1).Where(s => s.IsComplete).Take(PairsWithPhotos))
        {
            Gallery(best, other);
            Gallery(other, best);
        }
    }

    private void Gallery(FeatureSetResult right, FeatureSetResult wrong)
    {
        (TestPrediction Right, TestPrediction Wrong)[] alone =
        [
            .. right
                .Predictions.Zip(wrong.Predictions)
                .Where(p => p.First.Predicted == p.First.Label && p.Second.Predicted != p.Second.Label)
                .OrderByDescending(p => p.First.Probabilities[p.First.Label] - p.Second.Probabilities[p.Second.Label]),
        ];
        List<string> figures = [];
        foreach ((TestPrediction _, TestPrediction mistake) in alone.Take(PhotosEach))
        {
            if (PhotoThumbnail.DataUri(Path.Combine(comparison.Options.ImageFolder ?? "", mistake.Image)) is { } uri)
                figures.Add(
                    $"<figure><img src=\"{uri}\" "
                        + $"alt=\"{Text(comparison.Classes[mistake.Label])}\"><figcaption>{Text(comparison.Classes[mistake.Label])}<br>not {Text(comparison.Classes[mistake.Predicted])}</figcaption></figure>"
                );
        }

        if (figures.Count == 0)
            return;
        _page.Append(
            $"<h2>{Text(right.Name)} right, {Text(wrong.Name)} wrong</h2>\n<p class=\"soft\">{alone.Length} images of the test "
                + $"part{(alone.Length > figures.Count ? $", {figures.Count} of them here" : "")}; under each what it shows, and "
                + $"what {Text(wrong.Name)} took it for.</p>\n<div class=\"photos\">{string.Concat(figures)}</div>\n"
        );
    }

    private void Notes()
    {
        _page.Append($"<h2>How it was measured</h2>\n<p>{Text(ReportText.HowMeasured(comparison))}</p>\n");
        _page.Append(
            "<p class=\"soft\">Accuracy of independent images has Wilson's interval; the others are percentile bootstrap intervals of "
                + $"{comparison.Options.BootstrapResamples} resamples, which draw groups of images whole. McNemar's test takes images as "
                + $"independent. Seed {comparison.Options.Seed}.</p>\n"
        );
        if (comparison.Notes.Count > 0)
            _page.Append("<ul class=\"notes\">" + string.Concat(comparison.Notes.Select(n => $"<li>{Text(n)}</li>")) + "</ul>\n");
        _page.Append(
            "<details><summary>All trials</summary><div class=\"card "
                + "scroll\"><table><thead><tr><th>trial</th><th>features</th><th>trainer</th><th>hyper-parameters</th><th class=\"n\">"
                + $"{ReportText.Name(comparison.Options.Metric)}</th><th class=\"n\">seconds</th></tr></thead><tbody>"
        );
        foreach (TrialRecord trial in comparison.Trials)
        {
            string score = trial.Scores is { } scores ? ReportText.Score(scores[comparison.Options.Metric]) : Text(trial.Error!);
            _page.Append(
                $"<tr><td>{trial.Id + 1}</td><td>{Text(trial.FeatureSet)}</td><td>{Text(trial.Trainer)}</td><td>{Text(ReportText.Parameters(trial.Parameters))}</td><td class=\"n\">{score}</td><td class=\"n\">{trial.Seconds:0.0}</td></tr>"
            );
        }

        _page.Append("</tbody></table></div></details>\n");
    }
}
