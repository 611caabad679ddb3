using static MLNet.ConvExtensions.Insight.Judging.FigureText;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>The plots of a judgement of numbers.</summary>
internal static class RegressionCharts
{
    private const double Height = 300;

    /// <summary>More photos than these aren't drawn one by one.</summary>
    public const int MostDrawn = 1000;

    private const int Bins = 21;

    /// <summary>Predicted numbers against known ones.</summary>
    public static string Predictions(RegressionJudgement judgement)
    {
        var scale = ChartScale.Around(judgement.Photos.SelectMany(p => (double[])[p.Label, p.Predicted]));
        var chart = new Chart(Height, scale, scale);
        chart.Axes("known", "predicted");
        chart.Line(chart.X(scale.Low), chart.Y(scale.Low), chart.X(scale.High), chart.Y(scale.High), "axis");
        foreach (JudgedNumber photo in Drawn(judgement))
            chart.Mark(chart.X(photo.Label), chart.Y(photo.Predicted), 0, Words(photo));
        return chart.Close("Predicted numbers against known ones");
    }

    /// <summary>What is left when the known numbers are taken away.</summary>
    public static string Residuals(RegressionJudgement judgement)
    {
        var chart = new Chart(
            Height,
            ChartScale.Around(judgement.Photos.Select(p => p.Label)),
            ChartScale.Around([0, .. judgement.Photos.Select(p => p.Residual)])
        );
        chart.Axes("known", "predicted less known");
        chart.Line(
            chart.X(judgement.Photos.Min(p => p.Label)),
            chart.Y(0),
            chart.X(judgement.Photos.Max(p => p.Label)),
            chart.Y(0),
            "axis"
        );
        foreach (JudgedNumber photo in Drawn(judgement))
            chart.Mark(chart.X(photo.Label), chart.Y(photo.Residual), 1, Words(photo));
        return chart.Close("Residuals against known numbers");
    }

    /// <summary>How many photos are how far off.</summary>
    public static string Spread(RegressionJudgement judgement)
    {
        double far = Math.Max(judgement.Photos.Max(p => Math.Abs(p.Residual)), 1e-9),
            width = 2 * far / Bins;
        var counts = new int[Bins];
        foreach (JudgedNumber photo in judgement.Photos)
            counts[Math.Clamp((int)((photo.Residual + far) / width), 0, Bins - 1)]++;
        var chart = new Chart(Height, new ChartScale(-far, far), new ChartScale(0, counts.Max()));
        chart.Axes("predicted less known", "photos");
        for (int i = 0; i < Bins; i++)
        {
            double from = -far + (i * width),
                x = chart.X(from + (width / 2));
            if (counts[i] == 0)
                continue;
            chart.Stroke(x, chart.Y(0), x, chart.Y(counts[i]), 0, 10, 0.6);
            chart.Mark(x, chart.Y(counts[i]), 0, $"{Figure(from)} to {Figure(from + width)}: {Count(counts[i], "photo", "photos")}");
        }

        return chart.Close("How many photos are how far off");
    }

    // Every so many, by their numbers, so that all of the range shows.
    private static IEnumerable<JudgedNumber> Drawn(RegressionJudgement judgement)
    {
        int step = (judgement.Photos.Count + MostDrawn - 1) / MostDrawn;
        return judgement.Photos.OrderBy(p => p.Label).Where((_, i) => i % step == 0);
    }

    private static string Words(JudgedNumber photo) =>
        $"{Path.GetFileName(photo.Image)}: known {Figure(photo.Label)}, predicted {Figure(photo.Predicted)}";
}
