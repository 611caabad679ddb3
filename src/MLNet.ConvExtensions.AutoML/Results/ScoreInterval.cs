namespace MLNet.ConvExtensions;

/// <summary>A score and the interval that holds its true value with the confidence asked for.</summary>
/// <param name="Value">The score.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
public sealed record ScoreInterval(double Value, double Low, double High);
