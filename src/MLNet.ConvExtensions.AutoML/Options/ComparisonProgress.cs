namespace MLNet.ConvExtensions;

/// <summary>How far a comparison has come.</summary>
/// <param name="Message">What was done last, in a short line.</param>
/// <param name="Elapsed">Time since the start.</param>
public sealed record ComparisonProgress(string Message, TimeSpan Elapsed);
