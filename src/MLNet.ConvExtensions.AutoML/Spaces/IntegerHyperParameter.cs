namespace MLNet.ConvExtensions;

/// <summary>A whole number from a range.</summary>
public sealed record IntegerHyperParameter : HyperParameter
{
    private const double Half = 0.5;

    /// <summary>Creates the hyper-parameter.</summary>
    /// <param name="name">The name that values are asked for by.</param>
    /// <param name="minimum">The least value.</param>
    /// <param name="maximum">The greatest value.</param>
    /// <param name="start">The value that is tried first.</param>
    /// <param name="logarithmic">Whether steps are factors, as for a number of trees; the minimum is then above 0.</param>
    /// <exception cref="ArgumentException">
    /// The range is empty, the start is outside of it, or a logarithmic one begins at 0 or below.
    /// </exception>
    public IntegerHyperParameter(string name, int minimum, int maximum, int start, bool logarithmic = false)
        : base(name)
    {
        if (minimum >= maximum || start < minimum || start > maximum || (logarithmic && minimum <= 0))
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
    public int Minimum { get; }

    /// <summary>The greatest value.</summary>
    public int Maximum { get; }

    /// <summary>Whether steps are factors.</summary>
    public bool Logarithmic { get; }

    /// <inheritdoc/>
    public override object StartValue => StartNumber;

    internal override double Start => (Scaled(StartNumber) - Lower) / (Upper - Lower);

    private int StartNumber { get; }

    // Every number has the positions that are nearest to it, the first and the last one as well.
    private double Lower => Scaled(Minimum - Half);

    private double Upper => Scaled(Maximum + Half);

    internal override object At(double position)
    {
        double scaled = Lower + (position * (Upper - Lower));
        return Math.Clamp((int)Math.Round(Logarithmic ? Math.Exp(scaled) : scaled), Minimum, Maximum);
    }

    private double Scaled(double value) => Logarithmic ? Math.Log(value) : value;
}
