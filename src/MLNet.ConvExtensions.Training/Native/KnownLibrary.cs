using System.Security.Cryptography;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>A native library of TorchSharp that runs with an older libstdc++ than it asks for, and what it asks for in vain.</summary>
/// <param name="TorchSharp">The version of TorchSharp's package.</param>
/// <param name="Sha256">What the file is known by.</param>
/// <param name="Symbols">All symbols in versions that older systems lack.</param>
internal sealed record KnownLibrary(string TorchSharp, string Sha256, IReadOnlyList<OlderSymbol> Symbols)
{
    /// <summary>
    /// The libraries that have been tried. The first symbol makes sure that iostreams are ready, which libtorch's own start has done; the
    /// second, of GCC 12, differs from that of GCC 11 in what happens to a thread that is cancelled.
    /// </summary>
    public static IReadOnlyList<KnownLibrary> All { get; } =
    [
        new(
            "0.107.0",
            "cf33b1b0bb6bbb9754a768fb5c5d04d9f498603be50e73f55621a0b40ee608b8",
            [
                new("GLIBCXX_3.4.32", "_ZSt21ios_base_library_initv", null),
                new("GLIBCXX_3.4.30", "_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE", "GLIBCXX_3.4.11"),
            ]
        ),
    ];

    /// <summary>The one that a file is; null for an unknown file.</summary>
    public static KnownLibrary? Find(byte[] file)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(file));
        return All.FirstOrDefault(known => known.Sha256 == hash);
    }
}
