using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML;

namespace MLNet.ConvExtensions.AutoML.Data;

/// <summary>What is known of the rows before any feature is computed: class, group, name, and which images are the same.</summary>
internal sealed class LabelledRows
{
    public required IDataView Source { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The class of each row; -1 for rows that are left out.</summary>
    public required int[] Labels { get; init; }

    /// <summary>Rows of one group, duplicates included, are never divided.</summary>
    public required int[] Groups { get; init; }

    public required string[] Names { get; init; }

    public required bool HasImageFiles { get; init; }

    public required bool HasGroups { get; init; }

    public required IReadOnlyList<DuplicateImages> Duplicates { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>Whether the fingerprint holds the content of every row that is used: of its image.</summary>
    public required bool HasContents { get; init; }

    public int Count => Labels.Length;

    /// <summary>Tells which rows are used: the others have no features.</summary>
    public string UsedHash => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(UsedRows)))[..16];

    public int[] UsedRows => [.. Enumerable.Range(0, Count).Where(row => Labels[row] >= 0)];
}
