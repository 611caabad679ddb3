using Microsoft.ML.Data;
using Spectre.Console;

namespace SnowLeopard;

/// <summary>Prints how the candidates did, and where one of them was wrong.</summary>
internal static class ComparisonReport
{
    public static void Print(List<CandidateResult> results, JobOptions options)
    {
        AnsiConsole.MarkupLine(
            $"{options.Positive.EscapeMarkup()} against the rest, {options.Folds} stratified folds, mean and standard deviation:"
        );
        Table table = new Table().AddColumn("features").AddColumn("trainer");
        foreach (string column in (string[])["AUC", "avg. precision", "accuracy", "F1", "seconds"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (CandidateResult result in results)
        {
            table.AddRow(
                result.Features,
                result.Trainer,
                MeanAndDeviation(result, m => m.AreaUnderRocCurve),
                MeanAndDeviation(result, m => m.AreaUnderPrecisionRecallCurve),
                MeanAndDeviation(result, m => m.Accuracy),
                MeanAndDeviation(result, m => m.F1Score),
                $"{result.Seconds:0.0}"
            );
        }

        AnsiConsole.Write(table);
    }

    public static void PrintMistakes(CandidateResult result, string positive)
    {
        PrintConfusion(result, positive);
        List<PhotoScore> mistakes =
        [
            .. result.Scores.Where(s => s.PredictedLabel != s.Label).OrderByDescending(s => Math.Abs(s.Score)).Take(5),
        ];
        AnsiConsole.MarkupLine(
            mistakes.Count == 0
                ? "No mistakes."
                : $"The {mistakes.Count} most confident mistakes of {result.Trainer} on {result.Features} features:"
        );
        foreach (PhotoScore mistake in mistakes)
        {
            string file = Path.Combine(Path.GetFileName(Path.GetDirectoryName(mistake.ImagePath)!), Path.GetFileName(mistake.ImagePath));
            AnsiConsole.MarkupLine(
                $"  {file.EscapeMarkup()}: taken for {(mistake.PredictedLabel ? "" : "not ")}{positive.EscapeMarkup()}, score "
                    + $"{mistake.Score:+0.00;-0.00}"
            );
        }
    }

    private static string MeanAndDeviation(CandidateResult result, Func<BinaryClassificationMetrics, double> metric)
    {
        double[] values = [.. result.Folds.Select(metric)];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
        return $"{mean:0.0000} ± {deviation:0.000}";
    }

    private static void PrintConfusion(CandidateResult result, string positive)
    {
        AnsiConsole.MarkupLine($"What {result.Trainer} on {result.Features} features took photos for that it had not been trained on:");
        Table table = new Table()
            .AddColumn("photo shows")
            .AddColumn(new TableColumn($"taken for {positive.EscapeMarkup()}").RightAligned())
            .AddColumn(new TableColumn("taken for the rest").RightAligned());
        foreach (bool label in (bool[])[true, false])
        {
            int hits = result.Scores.Count(s => s.Label == label && s.PredictedLabel),
                misses = result.Scores.Count(s => s.Label == label && !s.PredictedLabel);
            table.AddRow(label ? positive.EscapeMarkup() : "the rest", hits.ToString(), misses.ToString());
        }

        AnsiConsole.Write(table);
    }
}
