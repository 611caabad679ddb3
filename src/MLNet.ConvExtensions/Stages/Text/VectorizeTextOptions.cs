using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>What <see cref="VectorizeTextEstimator"/> makes of texts.</summary>
public sealed record VectorizeTextOptions
{
    /// <summary>Name of the new column.</summary>
    public string OutputColumnName { get; init; } = "Tokens";

    /// <summary>Name of the column of texts; the output's name if left out.</summary>
    public string? InputColumnName { get; init; }

    /// <summary>The numbers of each row, 1 to 65,536: longer texts are cut, shorter ones are filled up with 0.</summary>
    public int Length { get; init; } = 64;

    /// <summary>
    /// How many different numbers there are at most, 3 or more: 0 and 1, and one for each of the most frequent words.
    /// </summary>
    public int MaximumTokens { get; init; } = 20_000;

    /// <summary>How often a word must occur to get a number, 1 or more.</summary>
    public int MinimumCount { get; init; } = 1;

    /// <summary>Whether a text without a word is a row of zeros; otherwise Fit refuses it, by its row.</summary>
    public bool AllowEmpty { get; init; }

    internal string InputName => InputColumnName ?? OutputColumnName;

    internal void Validate()
    {
        this.Require(!string.IsNullOrEmpty(OutputColumnName), nameof(OutputColumnName), OutputColumnName, "a name");
        this.Require(InputColumnName != "", nameof(InputColumnName), InputColumnName, "a name, or null");
        this.Require(Length is >= 1 and <= 65_536, nameof(Length), Length, "1 to 65536");
        this.Require(MaximumTokens is >= 3 and <= 10_000_000, nameof(MaximumTokens), MaximumTokens, "3 to 10000000");
        this.Require(MinimumCount >= 1, nameof(MinimumCount), MinimumCount, "1 or more");
    }
}
