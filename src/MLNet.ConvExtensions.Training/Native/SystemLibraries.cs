using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>What this Linux has of the libraries that native code is linked to.</summary>
internal static partial class SystemLibraries
{
    public const string Cpp = "libstdc++.so.6";

    private const int BindLazily = 1,
        OnlyIfOpen = 4;

    /// <summary>The file of the C++ library in this process, which .NET itself uses; null where there is none.</summary>
    [SupportedOSPlatform("linux")]
    public static string? FindCpp() => NativeLibrary.TryLoad(Cpp, out _) ? Find(Cpp) : null;

    /// <summary>The file of a library that is open in this process; null where there is none.</summary>
    [SupportedOSPlatform("linux")]
    public static string? Find(string name) =>
        File.ReadLines("/proc/self/maps")
            .Select(line => line.IndexOf('/') is int path and >= 0 ? line[path..] : "")
            .FirstOrDefault(path => (Path.GetFileName(path) + ".").StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>The version of glibc: 2.36; null where the C library is another one.</summary>
    [SupportedOSPlatform("linux")]
    public static Version? FindGlibc()
    {
        try
        {
            return Version.Parse(Marshal.PtrToStringUTF8(GlibcVersion())!);
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether a library of that name is open in this process already, by the program's own doing.</summary>
    [SupportedOSPlatform("linux")]
    public static bool IsOpen(string name) => Open(name, BindLazily | OnlyIfOpen) != 0;

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string name, int flags);

    [LibraryImport("libc", EntryPoint = "gnu_get_libc_version")]
    private static partial nint GlibcVersion();
}
