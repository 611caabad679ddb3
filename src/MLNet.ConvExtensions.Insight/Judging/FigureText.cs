using System.Globalization;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>Numbers for people, in any culture with a point.</summary>
internal static class FigureText
{
    public static string Score(double value) => double.IsNaN(value) ? "–" : value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Range(MetricInterval interval) =>
        double.IsNaN(interval.Value) ? "" : $"{Score(interval.Low)}–{Score(interval.High)}";

    public static string Probability(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Count(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Count(int number, string one, string several) => $"{Count(number)} {(number == 1 ? one : several)}";

    /// <summary>A number of any size, by its first four digits.</summary>
    public static string Figure(double number) => double.IsNaN(number) ? "–" : number.ToString("G4", CultureInfo.InvariantCulture);

    public static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
