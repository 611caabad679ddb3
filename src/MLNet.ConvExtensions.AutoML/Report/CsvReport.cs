using System.Globalization;
using System.Text;

namespace MLNet.ConvExtensions.AutoML.Report;

/// <summary>Every score as a line: of the test part with its interval, of the folds, of the learning curves and of the search.</summary>
internal static class CsvReport
{
    public static string Write(FeatureComparison comparison)
    {
        var text = new StringBuilder("part,features,trainer,images,metric,score,low,high\n");
        foreach (FeatureSetResult set in comparison.Sets)
        {
            foreach (ComparisonMetric metric in set.Test.Keys.Order())
                Line(text, "test", set, comparison.TestImages, metric, set.Test[metric].Value, set.Test[metric].Low, set.Test[metric].High);
            foreach (FoldScores fold in set.Folds)
                Lines(text, "fold", set, null, fold);
            foreach (LearningCurvePoint point in set.LearningCurve)
                Lines(text, "learning curve", set, point.Images, point.Scores);
            Lines(text, "search", set, null, set.Search);
        }

        return text.ToString();
    }

    private static void Lines(StringBuilder text, string part, FeatureSetResult set, double? images, FoldScores scores)
    {
        foreach (ComparisonMetric metric in ReportText.Metrics)
            Line(text, part, set, images, metric, scores[metric], null, null);
    }

    private static void Line(
        StringBuilder text,
        string part,
        FeatureSetResult set,
        double? images,
        ComparisonMetric metric,
        double score,
        double? low,
        double? high
    ) =>
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{part},{Cell(set.Name)},{Cell(set.Trainer)},{images},{metric},{score},{low},{high}"
        );

    private static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
