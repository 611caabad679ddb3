using static MLNet.ConvExtensions.Insight.Judging.FigureText;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>The plots of a judgement.</summary>
internal static class JudgementCharts
{
    private const double Height = 280;

    /// <summary>The gray one of the colors.</summary>
    private const int BestSeries = 6;

    /// <summary>How often a model is right against how often it says it is.</summary>
    public static string Reliability(CalibrationCurve calibration, int series, string label)
    {
        var chart = new Chart(Height, ChartScale.Unit, ChartScale.Unit);
        chart.Axes("confidence", "accuracy");
        chart.Line(chart.X(0), chart.Y(0), chart.X(1), chart.Y(1), "axis");
        chart.Curve(calibration.Bins.Select(b => (b.MeanConfidence, b.Accuracy.Value)), series);
        foreach (CalibrationBin bin in calibration.Bins)
        {
            double x = chart.X(bin.MeanConfidence);
            chart.Stroke(x, chart.Y(bin.Accuracy.Low), x, chart.Y(bin.Accuracy.High), series, 1.5, 0.5);
            chart.Mark(
                x,
                chart.Y(bin.Accuracy.Value),
                series,
                $"{Count(bin.Photos, "photo", "photos")} of confidence {Score(bin.MeanConfidence)}: accuracy "
                    + $"{Score(bin.Accuracy.Value)} ({Range(bin.Accuracy)})"
            );
        }

        return chart.Close(label);
    }

    /// <summary>How many photos there are of each confidence.</summary>
    public static string Confidences(CalibrationCurve calibration)
    {
        double all = calibration.Bins.Sum(b => b.Photos);
        var chart = new Chart(Height, ChartScale.Unit, new ChartScale(0, calibration.Bins.Max(b => b.Photos / all)));
        chart.Axes("confidence", "part of the photos");
        foreach (CalibrationBin bin in calibration.Bins)
        {
            double x = chart.X((bin.Low + bin.High) / 2),
                top = chart.Y(bin.Photos / all);
            chart.Stroke(x, chart.Y(0), x, top, 0, 12, 0.6);
            chart.Mark(
                x,
                top,
                0,
                $"{Score(bin.Low)} to {Score(bin.High)}: {Count(bin.Photos, "photo", "photos")}, {Score(bin.Photos / all)} of all"
            );
        }

        return chart.Close("How many photos there are of each confidence");
    }

    /// <summary>A line for each name: a share with its interval.</summary>
    public static string Intervals(IReadOnlyList<(string Name, int Photos, MetricInterval Value)> rows, string title)
    {
        const double row = 34;
        var chart = new Chart(
            48 + (row * rows.Count),
            ChartScale.Around(rows.SelectMany(r => (double[])[r.Value.Low, r.Value.High]), 0, 1),
            ChartScale.Unit,
            left: 12
        );
        chart.Axes(title, null);
        for (int i = 0; i < rows.Count; i++)
        {
            (string name, int photos, MetricInterval value) = rows[i];
            double y = 20 + (row * i);
            chart.Text(12, y, $"{name} ({Count(photos)})", "start", "name");
            if (double.IsNaN(value.Value))
                continue;
            chart.Stroke(chart.X(value.Low), y + 9, chart.X(value.High), y + 9, 0, 3, 0.5);
            chart.Mark(
                chart.X(value.Value),
                y + 9,
                0,
                $"{name}, {Count(photos, "photo", "photos")}: {Score(value.Value)} ({Range(value)})"
            );
        }

        return chart.Close($"{title}, with intervals");
    }

    /// <summary>Precision and recall against the threshold.</summary>
    public static string Thresholds(ClassJudgement one)
    {
        var chart = new Chart(240, ChartScale.Unit, ChartScale.Unit);
        chart.Axes("threshold", "precision, recall");
        double best = chart.X(one.BestThreshold!.Threshold);
        chart.Stroke(best, chart.Y(0), best, chart.Y(1), BestSeries, 1.5, 0.6);
        chart.Curve(one.Thresholds.Select(p => (p.Threshold, p.Precision)), 0);
        chart.Curve(one.Thresholds.Select(p => (p.Threshold, p.Recall)), 1);
        return chart.Close($"Precision and recall of {one.Name} against the threshold");
    }

    /// <summary>Accuracy against the strength of a change.</summary>
    public static string Robustness(RobustnessCurve curve)
    {
        var chart = new Chart(220, new ChartScale(0, curve.Points[^1].Strength), ChartScale.Unit);
        chart.Axes($"strength: {curve.Corruption.StrengthName}", "accuracy");
        chart.Curve(curve.Points.Select(p => (p.Strength, p.Accuracy.Value)), 0);
        foreach (RobustnessPoint point in curve.Points)
        {
            double x = chart.X(point.Strength);
            chart.Stroke(x, chart.Y(point.Accuracy.Low), x, chart.Y(point.Accuracy.High), 0, 1.5, 0.5);
            chart.Mark(
                x,
                chart.Y(point.Accuracy.Value),
                0,
                $"{curve.Corruption.Name} {Number(point.Strength)}: {Score(point.Accuracy.Value)} ({Range(point.Accuracy)})"
            );
        }

        return chart.Close($"Accuracy against the strength of {curve.Corruption.Name}");
    }
}
