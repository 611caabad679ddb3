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
        string host = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string user = OperatingSystem.IsLinux() ? Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "" : "";
        string beside = Path.GetDirectoryName(assembly) ?? "";
        IEnumerable<string> folders =
        [
            .. host.Split(Path.PathSeparator),
            .. Beside(AppContext.BaseDirectory),
            .. Beside(beside),
            .. user.Split(Path.PathSeparator),
        ];
        return [.. folders.Where(folder => folder.Length > 0).Select(Path.TrimEndingDirectorySeparator).Distinct()];
    }

    /// <summary>The path of a file in the first folder that has it; null where none does.</summary>
    public static string? Find(IEnumerable<string> folders, string file) =>
        folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

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
