namespace MLNet.ConvExtensions;

/// <summary>One of several names.</summary>
public sealed record ChoiceHyperParameter : HyperParameter
{
    /// <summary>Creates the hyper-parameter.</summary>
    /// <param name="name">The name that values are asked for by.</param>
    /// <param name="choices">What there is to choose from, neighbours beside each other where they have an order.</param>
    /// <param name="start">The choice that is tried first.</param>
    /// <exception cref="ArgumentException">There are fewer than two choices, one is there twice, or the start is none of them.</exception>
    public ChoiceHyperParameter(string name, IReadOnlyList<string> choices, string start)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Count < 2 || choices.Distinct().Count() != choices.Count || !choices.Contains(start))
            throw Wrong(
                name,
                $"the choices {string.Join(", ", choices)} and start {start}",
                "two or more different ones, the start among them"
            );
        (Choices, StartChoice) = ([.. choices], start);
    }

    /// <summary>What there is to choose from.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <inheritdoc/>
    public override object StartValue => StartChoice;

    internal override double Start => (Choices.ToList().IndexOf(StartChoice) + 0.5) / Choices.Count;

    private string StartChoice { get; }

    internal override object At(double position) => Choices[Math.Clamp((int)(position * Choices.Count), 0, Choices.Count - 1)];
}
