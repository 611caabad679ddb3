using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>A line of the journal: one fit and its scores, or why it failed.</summary>
internal sealed record FoldRecord(string Key, FoldScores? Scores, double Seconds, string? Error = null)
{
    /// <summary>Whether it could have been written here: a journal may be damaged.</summary>
    [JsonIgnore]
    public bool IsWhole => (Scores is null) == (Error is not null) && Seconds is >= 0 and < double.PositiveInfinity;
}
