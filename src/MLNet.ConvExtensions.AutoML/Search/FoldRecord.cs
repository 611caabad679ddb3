namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>A line of the journal: one fit and its scores, or why it failed.</summary>
internal sealed record FoldRecord(string Key, FoldScores? Scores, double Seconds, string? Error = null);
