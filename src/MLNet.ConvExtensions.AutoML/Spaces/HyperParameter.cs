namespace MLNet.ConvExtensions;

/// <summary>A hyper-parameter that a search chooses: its name, what it may be, and where the search starts.</summary>
/// <remarks>
/// A search sees positions from 0 to 1 only, so that a step means the same for all hyper-parameters: a tenth of the range, of the powers of
/// ten in it where the range is <see cref="RealHyperParameter.Logarithmic"/>, or of the choices.
/// </remarks>
public abstract record HyperParameter
{
    private protected HyperParameter(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>The name that values are asked for by.</summary>
    public string Name { get; }

    /// <summary>The value that is tried first, a <see cref="double"/>, an <see cref="int"/> or a <see cref="string"/>.</summary>
    public abstract object StartValue { get; }

    /// <summary>The position of the start value.</summary>
    internal abstract double Start { get; }

    /// <summary>The value at a position from 0 to 1.</summary>
    internal abstract object At(double position);

    private protected static ArgumentException Wrong(string name, string values, string allowed) =>
        new($"Hyper-parameter '{name}' has {values}; allowed: {allowed}.");
}
