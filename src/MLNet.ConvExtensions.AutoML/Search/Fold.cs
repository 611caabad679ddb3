using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>Rows to train on and rows to judge by.</summary>
internal sealed record Fold(string Name, int[] Train, int[] Test)
{
    /// <summary>What the journal knows it by: its name, and which rows are in it.</summary>
    public string Key { get; } = $"{Name} {Hash(Train)}{Hash(Test)}";

    private static string Hash(int[] rows) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(rows)))[..8];
}
