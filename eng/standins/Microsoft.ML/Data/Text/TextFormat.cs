namespace Microsoft.ML.Data;

/// <summary>How the fields of a text file are told apart, and how their text is read.</summary>
internal sealed record TextFormat
{
    public required char[] Separators { get; init; }

    public required bool AllowQuoting { get; init; }

    public required bool AllowSparse { get; init; }

    public required bool TrimWhitespace { get; init; }

    public required bool HasHeader { get; init; }

    public required bool ReadMultilines { get; init; }

    public required bool MissingRealsAsNaNs { get; init; }

    public required char EscapeChar { get; init; }

    public required char DecimalMarker { get; init; }

    // 0: sparse rows say themselves how many fields they have.
    public required int InputSize { get; init; }

    public required long MaxRows { get; init; }

    public required bool UseThreads { get; init; }

    public bool IsSeparator(char c) => Array.IndexOf(Separators, c) >= 0;
}
