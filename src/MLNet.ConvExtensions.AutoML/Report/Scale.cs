using System.Globalization;

namespace MLNet.ConvExtensions.AutoML.Report;

/// <summary>Values along an axis, linear or logarithmic, with round ticks.</summary>
internal sealed record Scale(double Low, double High, bool Logarithmic = false)
{
    public static Scale Unit { get; } = new(0, 1);

    /// <summary>A range that holds all values, with some room, but no more than the bounds.</summary>
    public static Scale Around(IEnumerable<double> values, double least = double.NegativeInfinity, double most = double.PositiveInfinity)
    {
        double[] all = [.. values.Where(double.IsFinite)];
        if (all.Length == 0)
            return Unit;
        double low = all.Min(),
            high = all.Max(),
            room = Math.Max(0.08 * (high - low), 0.01 * Math.Max(Math.Abs(high), 1e-9));
        return new Scale(Math.Max(least, low - room), Math.Min(most, high + room));
    }

    public static Scale Decades(IEnumerable<double> values)
    {
        double[] all = [.. values.Where(v => v > 0)];
        return all.Length == 0 ? new Scale(0.1, 1, true) : new Scale(all.Min() / 1.6, all.Max() * 1.6, true);
    }

    public double Position(double value) =>
        Logarithmic ? Math.Log(Math.Max(value, Low) / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    public IEnumerable<double> Ticks()
    {
        if (Logarithmic)
        {
            double[] mantissas = High / Low > 300 ? [1] : [1, 2, 5];
            return from power in Enumerable.Range((int)Math.Floor(Math.Log10(Low)), 2 + (int)Math.Ceiling(Math.Log10(High / Low)))
                from mantissa in mantissas
                let tick = mantissa * Math.Pow(10, power)
                where tick >= Low && tick <= High
                select tick;
        }

        double step = Step();
        return Enumerable.Range(0, 12).Select(i => (Math.Ceiling((Low / step) - 1e-9) + i) * step).Where(t => t <= High + (1e-9 * step));
    }

    public string Label(double tick) =>
        tick == 0 ? "0" : tick.ToString(Math.Abs(tick) >= 100000 ? "0e0" : "0.#####", CultureInfo.InvariantCulture);

    private double Step()
    {
        double rough = (High - Low) / 5,
            power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power
            * (
                (rough / power) switch
                {
                    < 1.5 => 1,
                    < 3.5 => 2,
                    < 7.5 => 5,
                    _ => 10,
                }
            );
    }
}
