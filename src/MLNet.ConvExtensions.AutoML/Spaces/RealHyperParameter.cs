using System.Globalization;

namespace MLNet.ConvExtensions;

/// <summary>A number from a range. What a search proposes has four significant digits, which a reader can take down.</summary>
public sealed record RealHyperParameter : HyperParameter
{
    /// <summary>Creates the hyper-parameter.</summary>
    /// <param name="name">The name that values are asked for by.</param>
    /// <param name="minimum">The least value.</param>
    /// <param name="maximum">The greatest value.</param>
    /// <param name="start">The value that is tried first.</param>
    /// <param name="logarithmic">Whether steps are factors, as for a rate or a regularisation; the minimum is then above 0.</param>
    /// <exception cref="ArgumentException">
    /// The range is empty or not finite, the start is outside of it, or a logarithmic one begins at 0 or below.
    /// </exception>
    public RealHyperParameter(string name, double minimum, double maximum, double start, bool logarithmic = false)
        : base(name)
    {
        bool ordered = double.IsFinite(minimum) && double.IsFinite(maximum) && minimum < maximum && start >= minimum && start <= maximum;
        if (!ordered || (logarithmic && minimum <= 0))
        {
            throw Wrong(
                name,
                FormattableString.Invariant($"the range {minimum} to {maximum} and start {start}"),
                logarithmic ? "0 < minimum <= start <= maximum, minimum < maximum" : "minimum <= start <= maximum, minimum < maximum"
            );
        }

        (Minimum, Maximum, StartNumber, Logarithmic) = (minimum, maximum, start, logarithmic);
    }

    /// <summary>The least value.</summary>
    public double Minimum { get; }

    /// <summary>The greatest value.</summary>
    public double Maximum { get; }

    /// <summary>Whether steps are factors.</summary>
    public bool Logarithmic { get; }

    /// <inheritdoc/>
    public override object StartValue => StartNumber;

    internal override double Start => (Scaled(StartNumber) - Scaled(Minimum)) / (Scaled(Maximum) - Scaled(Minimum));

    private double StartNumber { get; }

    internal override object At(double position)
    {
        double scaled = Scaled(Minimum) + (position * (Scaled(Maximum) - Scaled(Minimum)));
        string text = (Logarithmic ? Math.Exp(scaled) : scaled).ToString("G4", CultureInfo.InvariantCulture);
        return Math.Clamp(double.Parse(text, CultureInfo.InvariantCulture), Minimum, Maximum);
    }

    private double Scaled(double value) => Logarithmic ? Math.Log(value) : value;
}
