using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Training.Tests.Native;

/// <summary>The project NativeProgram as an application of its own, with the native files that a test gives it.</summary>
internal sealed class NativeProgram : IDisposable
{
    private static readonly string Configuration = Directory.GetParent(AppContext.BaseDirectory.TrimEnd('/', '\\'))!.Name;

    private static readonly string Built = Path.GetFullPath(
        Path.Combine("../../../../MLNet.ConvExtensions.NativeProgram/bin", Configuration, "net10.0"),
        AppContext.BaseDirectory
    );

    private static readonly string Platform =
        (
            OperatingSystem.IsWindows() ? "win-"
            : OperatingSystem.IsMacOS() ? "osx-"
            : "linux-"
        ) + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private static readonly string Natives = Path.Combine("runtimes", Platform, "native");

    private readonly TemporaryFolder _folder = new();

    /// <summary>Copies the program, and links the native files of the tests.</summary>
    /// <param name="without">Beginnings of names of native files that it lacks.</param>
    public NativeProgram(params string[] without)
    {
        foreach (string file in Directory.GetFiles(Built))
            File.Copy(file, _folder.File(Path.GetFileName(file)));
        Directory.CreateDirectory(_folder.File(Natives));
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, Natives)))
        {
            string name = Path.GetFileName(file);
            if (!without.Any(w => name.Contains(w, StringComparison.OrdinalIgnoreCase)))
                File.CreateSymbolicLink(_folder.File(Path.Combine(Natives, name)), file);
        }
    }

    /// <summary>The user's cache folder of the program.</summary>
    public string Cache => _folder.File("cache");

    /// <summary>The folder of the native files that the programs of the tests are given.</summary>
    public static string Libraries => Path.Combine(AppContext.BaseDirectory, Natives);

    private static string Photo =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Data", "photos"), "*.jpg").Order(StringComparer.Ordinal).First();

    /// <summary>Puts a file of a package in the place of the program's.</summary>
    public void Replace(string path, string with)
    {
        string file = _folder.File(path.Replace("{native}", Natives, StringComparison.Ordinal));
        File.Delete(file);
        File.Copy(with, file);
    }

    /// <summary>What it prints.</summary>
    public (int Code, string Text) Run(string verb, params (string Name, string Value)[] environment)
    {
        using Process process = Start(verb, environment);
        return Finish(process);
    }

    public Process Start(string verb, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", _folder.File("MLNet.ConvExtensions.NativeProgram.dll"), verb, Photo])
        {
            RedirectStandardOutput = true,
            Environment = { ["XDG_CACHE_HOME"] = Cache },
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static (int Code, string Text) Finish(Process process)
    {
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text.Trim());
    }

    /// <summary>A file of a package that the project of tests downloads without using it.</summary>
    public static string PackageFile(string path) =>
        Path.Combine(
            typeof(NativeProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Packages").Value!,
            path
        );

    public void Dispose() => _folder.Dispose();
}
