namespace MLNet.ConvExtensions.Training.Native;

/// <summary>A version of another library that a library needs.</summary>
/// <param name="Library">The other library: libstdc++.so.6.</param>
/// <param name="Version">The version: GLIBCXX_3.4.30.</param>
/// <param name="Index">The number by which symbols name it.</param>
/// <param name="Offset">Where its entry starts in the file.</param>
internal sealed record ElfVersionNeed(string Library, string Version, ushort Index, long Offset);
