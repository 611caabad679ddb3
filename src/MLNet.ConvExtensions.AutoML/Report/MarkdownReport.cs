using System.Text;

namespace MLNet.ConvExtensions.AutoML.Report;

/// <summary>The report's words and tables in Markdown.</summary>
internal static class MarkdownReport
{
    public static string Write(FeatureComparison comparison, string title)
    {
        ComparisonMetric metric = comparison.Options.Metric;
        var text = new StringBuilder($"# {title}\n\n{ReportText.Summary(comparison)}\n\n{ReportText.HowMeasured(comparison)}\n\n");
        text.Append(
            $"| features | trainer | {string.Join(" | ", ReportText.Metrics.Select(ReportText.Name))} | {ReportText.Name(metric)}, "
                + "cross-validated | time an image | size an image | time to fit the stage | search |\n"
        );
        text.Append($"|---|---|{string.Concat(ReportText.Metrics.Select(_ => "---|"))}---|---|---|---|---|\n");
        foreach (FeatureSetResult set in comparison.Sets)
        {
            string scores = string.Join(
                " | ",
                ReportText.Metrics.Select(m =>
                    set.IsComplete ? $"{ReportText.Score(set.Test[m].Value)} ({ReportText.Range(set.Test[m])})" : "–"
                )
            );
            FoldScores folds = ReportText.CrossValidated(set) ?? set.Search;
            text.Append(
                $"| {Cell(ReportText.NameAndParameters(set))} | {Cell(set.Trainer)}, {Cell(ReportText.Parameters(set.Parameters))} | "
                    + $"{scores} | {ReportText.Score(folds[metric])} | {ReportText.Milliseconds(set.SecondsPerImage)} | "
                    + $"{ReportText.Bytes(set.BytesPerImage)} | {ReportText.Seconds(set.SecondsToFit)} | {ReportText.SearchCost(set)} |\n"
            );
        }

        if (comparison.Pairs.Count > 0)
        {
            text.Append(
                "\n| pair | difference | p, corrected resampled t-test | right alone | p, McNemar | different "
                    + "|\n|---|---|---|---|---|---|\n"
            );
            foreach (PairedComparison pair in comparison.Pairs)
                text.Append(
                    $"| {Cell(pair.First)} and {Cell(pair.Second)} | {ReportText.Score(pair.Difference)} | "
                        + $"{ReportText.P(pair.AdjustedResampledP)} | {pair.OnlyFirstRight} : {pair.OnlySecondRight} | "
                        + $"{ReportText.P(pair.AdjustedMcNemarP)} | {(comparison.Differ(pair) ? "yes" : "not shown")} |\n"
                );
        }

        if (comparison.Sets.Any(s => s.LearningCurve.Count > 0))
        {
            text.Append($"\n| features | labelled images | {ReportText.Name(metric)} | standard deviation |\n|---|---|---|---|\n");
            foreach (FeatureSetResult set in comparison.Sets)
            {
                foreach (LearningCurvePoint point in set.LearningCurve)
                    text.Append(
                        $"| {Cell(set.Name)} | {point.Images:0} | {ReportText.Score(point.Scores[metric])} | "
                            + $"{ReportText.Score(point.Deviation)} |\n"
                    );
            }
        }

        foreach (string note in comparison.Notes)
            text.Append($"\n- {note}");
        return text.Append(comparison.Notes.Count > 0 ? "\n" : "").ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
