namespace MLNet.ConvExtensions.Training.Native;

/// <summary>A symbol that a library takes from another one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The number of its version among the library's needs.</param>
/// <param name="NameStart">Where its name starts in the table of names.</param>
/// <param name="VersionOffset">Where the number of its version is in the file.</param>
/// <param name="IsWeak">Whether the library does without it where there is none.</param>
internal sealed record ElfSymbol(string Name, ushort Version, uint NameStart, long VersionOffset, bool IsWeak);
