using System.Globalization;

namespace MLNet.ConvExtensions;

/// <summary>Values along an axis, linear or logarithmic, with round ticks.</summary>
/// <param name="Low">The value at the beginning.</param>
/// <param name="High">The value at the end.</param>
/// <param name="Logarithmic">Whether equal steps are equal factors; both ends are above 0 then.</param>
public sealed record ChartScale(double Low, double High, bool Logarithmic = false)
{
    /// <summary>0 to 1.</summary>
    public static ChartScale Unit { get; } = new(0, 1);

    /// <summary>A range that holds all values, with some room, but no more than the bounds.</summary>
    /// <param name="values">The values; those that aren't finite are left out.</param>
    /// <param name="least">The lowest beginning.</param>
    /// <param name="most">The highest end.</param>
    /// <returns>The range; <see cref="Unit"/> if there is no value.</returns>
    public static ChartScale Around(
        IEnumerable<double> values,
        double least = double.NegativeInfinity,
        double most = double.PositiveInfinity
    )
    {
        double[] all = [.. values.Where(double.IsFinite)];
        if (all.Length == 0)
            return Unit;
        double low = all.Min(),
            high = all.Max(),
            room = Math.Max(0.08 * (high - low), 0.01 * Math.Max(Math.Abs(high), 1e-9));
        return new ChartScale(Math.Max(least, low - room), Math.Min(most, high + room));
    }

    /// <summary>A logarithmic range that holds all values, with some room.</summary>
    /// <param name="values">The values; those of 0 and less are left out.</param>
    /// <returns>The range; 0.1 to 1 if there is no value.</returns>
    public static ChartScale Decades(IEnumerable<double> values)
    {
        double[] all = [.. values.Where(v => v > 0)];
        return all.Length == 0 ? new ChartScale(0.1, 1, true) : new ChartScale(all.Min() / 1.6, all.Max() * 1.6, true);
    }

    /// <summary>Where a value is along the axis.</summary>
    /// <param name="value">The value.</param>
    /// <returns>0 at the beginning, 1 at the end.</returns>
    public double Position(double value) =>
        Logarithmic ? Math.Log(Math.Max(value, Low) / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    /// <summary>Round values, a few, from the beginning to the end.</summary>
    /// <returns>The values, rising.</returns>
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

    /// <summary>A tick's value as text.</summary>
    /// <param name="tick">The value.</param>
    /// <returns>Text with a decimal point, whatever the culture.</returns>
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
