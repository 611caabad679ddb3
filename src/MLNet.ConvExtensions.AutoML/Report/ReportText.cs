using System.Globalization;
using System.Text.Json;

namespace MLNet.ConvExtensions.AutoML.Report;

/// <summary>Numbers and sentences that all forms of the report have in common.</summary>
internal static class ReportText
{
    public static readonly ComparisonMetric[] Metrics = Enum.GetValues<ComparisonMetric>();

    public static string Name(ComparisonMetric metric) =>
        metric switch
        {
            ComparisonMetric.MacroF1 => "macro F1",
            ComparisonMetric.LogLoss => "log-loss",
            ComparisonMetric.AreaUnderRocCurve => "AUC",
            ComparisonMetric.AveragePrecision => "average precision",
            _ => "accuracy",
        };

    public static string Score(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Range(ScoreInterval interval) => $"{Score(interval.Low)}–{Score(interval.High)}";

    public static string P(double value) => value < 0.001 ? "< 0.001" : value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Milliseconds(double seconds) =>
        (seconds * 1000) switch
        {
            0 => "–",
            < 0.01 => "< 0.01 ms",
            < 10 and var ms => ms.ToString("0.00", CultureInfo.InvariantCulture) + " ms",
            var ms => ms.ToString("0", CultureInfo.InvariantCulture) + " ms",
        };

    public static string Seconds(double seconds) => seconds.ToString(seconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " s";

    public static string Bytes(double bytes) =>
        bytes < 10_000
            ? bytes.ToString("0", CultureInfo.InvariantCulture) + " B"
            : (bytes / 1000).ToString("0.0", CultureInfo.InvariantCulture) + " kB";

    /// <summary>Hyper-parameters as "L2 = 1, ...".</summary>
    public static string Parameters(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return string.Join(", ", document.RootElement.EnumerateObject().Select(p => $"{p.Name} = {p.Value}"));
    }

    /// <summary>The set's name with the values of its own hyper-parameters, where it has some.</summary>
    public static string NameAndParameters(FeatureSetResult set) =>
        Parameters(set.FeatureParameters) is { Length: > 0 } values ? $"{set.Name}, {values}" : set.Name;

    public static string SearchCost(FeatureSetResult set) => $"{set.Trials} trials, {Seconds(set.SearchSeconds)}";

    public static FoldScores? CrossValidated(FeatureSetResult set) => set.Folds.Count == 0 ? null : FoldScores.Mean([.. set.Folds]);

    /// <summary>Two sentences: who won with what score, and what is known of the others.</summary>
    public static string Summary(FeatureComparison comparison)
    {
        FeatureSetResult best = comparison.Sets[0];
        if (!best.IsComplete)
            return $"The comparison was stopped before its end. So far {best.Name} with {best.Trainer} is ahead in the search, at "
                + $"{Name(comparison.Options.Metric)} {Score(best.Search[comparison.Options.Metric])}.";
        ScoreInterval accuracy = best.Test[ComparisonMetric.Accuracy];
        string first =
            $"{best.Name} features tell the {comparison.Classes.Count} classes apart best: with {best.Trainer}, "
            + $"{Percent(accuracy.Value)} of {comparison.TestImages} images that no choice had seen were recognised "
            + $"({Confidence(comparison)} interval {Percent(accuracy.Low)} to {Percent(accuracy.High)}).";
        PairedComparison[] pairs = [.. comparison.Pairs.Where(p => p.First == best.Name)];
        if (pairs.Length == 0)
            return first + " There is no other feature set to compare it with.";
        string[] beaten = [.. pairs.Where(p => comparison.Differ(p) && p.Difference > 0).Select(p => p.Second)],
            open = [.. pairs.Select(p => p.Second).Except(beaten)];
        return first
            + " "
            + (beaten.Length, open.Length) switch
            {
                (_, 0) => $"Both paired tests find it better than {List(beaten)}.",
                (0, _) => $"The paired tests do not tell it from {List(open)}.",
                _ => $"Both paired tests find it better than {List(beaten)}, but do not tell it from {List(open)}.",
            };
    }

    public static string Confidence(FeatureComparison comparison) =>
        (comparison.Options.Confidence * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    public static string HowMeasured(FeatureComparison comparison)
    {
        FeatureComparisonOptions options = comparison.Options;
        int repeats = comparison.Sets[0].Folds.Count / options.NumberOfFolds;
        string groups = options.GroupColumnName is { } column ? $" Images with the same {column} are never divided." : "";
        return $"{comparison.Trials.Count} trials ({options.NumberOfFolds}-fold cross-validation each, the same folds for all; leaders "
            + $"again on other folds) chose a trainer for every feature set. The chosen pipelines were cross-validated anew, {repeats} x "
            + $"{options.NumberOfFolds} folds that the search had not seen, and judged once on a test part of {comparison.TestImages} "
            + $"images. Classes have the same shares in all parts.{groups}";
    }

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string List(string[] names) => names.Length == 1 ? names[0] : string.Join(", ", names[..^1]) + " and " + names[^1];
}
