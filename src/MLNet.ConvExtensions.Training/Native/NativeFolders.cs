using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>Where an application's native libraries are.</summary>
internal static class NativeFolders
{
    /// <summary>
    /// The folders that the host names, where a package's files lie beside an assembly, and those that the user names; the first ones are
    /// looked into first.
    /// </summary>
    /// <param name="assembly">The path of the assembly that the libraries belong to; empty in a program that is one file.</param>
    public static IReadOnlyList<string> All(string assembly)
    {
        string user = OperatingSystem.IsLinux() ? Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "" : "";
        return Distinct([.. Own(assembly), .. user.Split(Path.PathSeparator)]);
    }

    /// <summary>Those of them that are the application's.</summary>
    /// <param name="assembly">As for <see cref="All"/>.</param>
    public static IReadOnlyList<string> Own(string assembly)
    {
        string host = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string beside = Path.GetDirectoryName(assembly) ?? "";
        return Distinct([.. host.Split(Path.PathSeparator), .. Beside(AppContext.BaseDirectory), .. Beside(beside)]);
    }

    /// <summary>The path of a file in the first folder that has it; null where none does.</summary>
    public static string? Find(IEnumerable<string> folders, string file) =>
        folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    private static string[] Distinct(IEnumerable<string> folders) =>
        [.. folders.Where(folder => folder.Length > 0).Select(Path.TrimEndingDirectorySeparator).Distinct()];

    private static IEnumerable<string> Beside(string folder)
    {
        if (folder.Length == 0)
            return [];
        string system =
            OperatingSystem.IsWindows() ? "win-"
            : OperatingSystem.IsMacOS() ? "osx-"
            : "linux-";
        string portable = system + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        string[] platforms = [RuntimeInformation.RuntimeIdentifier, portable];
        return [folder, .. platforms.Select(platform => Path.Combine(folder, "runtimes", platform, "native"))];
    }
}
