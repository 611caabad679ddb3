using MLNet.ConvExtensions.Training.Native;

namespace MLNet.ConvExtensions.Training.Tests.Native;

/// <summary>The native library of TorchSharp's package for Linux.</summary>
internal static class TorchFile
{
    public static string Path => NativeProgram.PackageFile("torchsharp/0.107.0/runtimes/linux-x64/native/libLibTorchSharp.so");

    public static byte[] Bytes => File.ReadAllBytes(Path);

    public static ElfLibrary Read(byte[] bytes) => new(bytes, "library.so");

    /// <summary>The needs of a file in versions of libstdc++ that a system lacks.</summary>
    public static IReadOnlyList<ElfVersionNeed> Needs(byte[] bytes, params string[] versions) =>
        [.. Read(bytes).Needs.Where(n => versions.Contains(n.Version))];

    /// <summary>The file for a system without these versions.</summary>
    public static byte[] Without(params string[] versions)
    {
        byte[] bytes = Bytes;
        OlderVersions.Put(bytes, "library.so", KnownLibrary.Find(bytes)!.Symbols, Needs(bytes, versions));
        return bytes;
    }
}
