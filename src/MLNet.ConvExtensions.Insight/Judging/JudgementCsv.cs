using System.Globalization;
using System.Text;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>A judgement as tables.</summary>
internal static class JudgementCsv
{
    public static string Write(ClassificationJudgement judgement)
    {
        var text = new StringBuilder("part,name,metric,at,value,low,high,photos\n");
        int photos = judgement.Photos.Count;
        Line(text, "all", "", "accuracy", null, judgement.Accuracy, photos);
        Line(text, "all", "", "balanced accuracy", judgement.BalancedAccuracy, photos);
        Line(text, "all", "", "macro F1", judgement.MacroF1Score, photos);
        Line(text, "all", "", "log loss", judgement.LogLoss, photos);
        Line(text, "all", "", "Brier score", judgement.BrierScore, photos);
        Line(text, "all", "", "AUC", judgement.AreaUnderRocCurve, photos);
        Line(text, "all", "", "ECE", judgement.Calibration.ExpectedCalibrationError, photos);
        Line(text, "all", "", "MCE", judgement.Calibration.MaximumCalibrationError, photos);
        Line(text, "all", "", "ECE by mass", judgement.CalibrationByMass.ExpectedCalibrationError, photos);
        foreach (TopKResult top in judgement.TopK)
            Line(text, "all", "", "top-k accuracy", top.K, top.Accuracy, photos);
        foreach (ClassJudgement one in judgement.ByClass)
            OfClass(text, one);
        foreach (ConfusionCell cell in judgement.Confusion)
            Line(text, "confusion", judgement.Classes[cell.Label], judgement.Classes[cell.Predicted], cell.Photos, cell.Photos);
        OfCurve(text, "calibration", judgement.Calibration);
        OfCurve(text, "calibration by mass", judgement.CalibrationByMass);
        foreach (GroupJudgement group in judgement.Groups)
            Line(text, "group", group.Name, "accuracy", null, group.Accuracy, group.Photos);
        if (judgement.Robustness is { } robustness)
        {
            Line(text, "robustness", "unchanged, in memory", "accuracy", 0, robustness.InMemory, robustness.Photos);
            foreach (RobustnessCurve curve in robustness.Curves)
            {
                foreach (RobustnessPoint point in curve.Points)
                    Line(text, "robustness", curve.Corruption.Name, "accuracy", point.Strength, point.Accuracy, robustness.Photos);
            }
        }

        return text.ToString();
    }

    public static string Write(RegressionJudgement judgement)
    {
        var text = new StringBuilder("part,name,metric,at,value,low,high,photos\n");
        int photos = judgement.Photos.Count;
        Line(text, "all", "", "mean absolute error", null, judgement.MeanAbsoluteError, photos);
        Line(text, "all", "", "median absolute error", judgement.MedianAbsoluteError, photos);
        Line(text, "all", "", "root mean squared error", judgement.RootMeanSquaredError, photos);
        Line(text, "all", "", "R2", judgement.RSquared, photos);
        Line(text, "all", "", "mean residual", judgement.MeanResidual, photos);
        foreach (GroupError group in judgement.Groups)
        {
            Line(text, "group", group.Name, "mean absolute error", group.MeanAbsoluteError, group.Photos);
            Line(text, "group", group.Name, "mean residual", group.MeanResidual, group.Photos);
        }

        return text.ToString();
    }

    public static string WritePhotos(RegressionJudgement judgement)
    {
        var text = new StringBuilder("file,label,predicted,residual,group,error\n");
        foreach (JudgedNumber photo in judgement.Photos)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{Cell(photo.Image)},{photo.Label},{photo.Predicted},{photo.Residual},{Cell(photo.Group ?? "")},\n"
            );
        }

        foreach (UnreadPhoto photo in judgement.Unread)
            text.Append(CultureInfo.InvariantCulture, $"{Cell(photo.Image)},,,,,{Cell(photo.Reason)}\n");
        return text.ToString();
    }

    public static string WritePhotos(ClassificationJudgement judgement)
    {
        var text = new StringBuilder("file,label,predicted,confidence,label_probability,rank,group,error\n");
        foreach (JudgedPhoto photo in judgement.Photos)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{Cell(photo.Image)},{Cell(judgement.Classes[photo.Label])},{Cell(judgement.Classes[photo.Predicted])},"
                    + $"{photo.Confidence},{photo.LabelProbability},{photo.Rank},{Cell(photo.Group ?? "")},\n"
            );
        }

        foreach (UnreadPhoto photo in judgement.Unread)
            text.Append(CultureInfo.InvariantCulture, $"{Cell(photo.Image)},,,,,,,{Cell(photo.Reason)}\n");
        return text.ToString();
    }

    private static void OfClass(StringBuilder text, ClassJudgement one)
    {
        Line(text, "class", one.Name, "precision", null, one.Precision, one.Predicted);
        Line(text, "class", one.Name, "recall", null, one.Recall, one.Photos);
        Line(text, "class", one.Name, "F1", null, one.F1Score, one.Photos);
        Line(text, "class", one.Name, "AUC", one.AreaUnderRocCurve, one.Photos);
        Line(text, "class", one.Name, "average precision", one.AveragePrecision, one.Photos);
        foreach (ThresholdPoint point in one.Thresholds)
        {
            Line(text, "threshold", one.Name, "precision", point.Threshold, new(point.Precision, double.NaN, double.NaN), one.Photos);
            Line(text, "threshold", one.Name, "recall", point.Threshold, new(point.Recall, double.NaN, double.NaN), one.Photos);
        }
    }

    private static void OfCurve(StringBuilder text, string part, CalibrationCurve curve)
    {
        foreach (CalibrationBin bin in curve.Bins)
            Line(text, part, Number(bin.Low) + " to " + Number(bin.High), "accuracy", bin.MeanConfidence, bin.Accuracy, bin.Photos);
    }

    private static void Line(StringBuilder text, string part, string name, string metric, double value, int photos) =>
        Line(text, part, name, metric, null, new MetricInterval(value, double.NaN, double.NaN), photos);

    private static void Line(StringBuilder text, string part, string name, string metric, double? at, MetricInterval value, int photos) =>
        text.Append(
            CultureInfo.InvariantCulture,
            $"{part},{Cell(name)},{Cell(metric)},{at},{Number(value.Value)},{Number(value.Low)},{Number(value.High)},{photos}\n"
        );

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString(CultureInfo.InvariantCulture);

    private static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
