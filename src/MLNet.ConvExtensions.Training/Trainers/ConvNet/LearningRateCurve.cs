using System.Globalization;
using System.Text;

namespace MLNet.ConvExtensions;

/// <summary>
/// How the loss of a network goes while the learning rate grows (Smith, Cyclical Learning Rates for Training Neural Networks, 2017): what
/// <see cref="ConvNetTrainer.FindLearningRate"/> found.
/// </summary>
public sealed class LearningRateCurve
{
    internal LearningRateCurve(IReadOnlyList<(double Rate, double Loss)> points)
    {
        Points = points;
        int best = 0,
            steepest = 0;
        double slope = 0;
        for (int i = 1; i < points.Count; i++)
        {
            if (points[i].Loss < points[best].Loss)
                best = i;
        }

        // Over some steps at a time: a single one says little.
        int reach = Math.Max(2, points.Count / 20);
        for (int i = 0; i + reach <= best; i++)
        {
            double fall = (points[i + reach].Loss - points[i].Loss) / Math.Log(points[i + reach].Rate / points[i].Rate);
            if (fall < slope)
                (slope, steepest) = (fall, i + (reach / 2));
        }

        Suggestion = slope < 0 ? points[steepest].Rate : null;
    }

    /// <summary>The learning rates that were tried, rising, and the smoothed loss at each.</summary>
    public IReadOnlyList<(double Rate, double Loss)> Points { get; }

    /// <summary>
    /// The rate at which the loss fell fastest: one to train with, or the top of a <see cref="OneCycleSchedule"/> up to ten times as high.
    /// Null if the loss never fell.
    /// </summary>
    public double? Suggestion { get; }

    /// <summary>The points as comma-separated values.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("learning_rate,loss\n");
        foreach ((double rate, double loss) in Points)
            text.Append(CultureInfo.InvariantCulture, $"{rate:R},{loss:R}\n");
        return text.ToString();
    }
}
