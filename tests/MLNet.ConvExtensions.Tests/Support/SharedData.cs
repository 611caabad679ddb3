namespace MLNet.ConvExtensions.Tests.Support;

/// <summary>
/// Real photos, networks and reference values that lie beside the repository; tests that need them skip where they are absent.
/// </summary>
internal static class SharedData
{
    private static readonly string? Root = Find();

    public static string Require(params string[] path)
    {
        Skip.If(Root is null, "the shared data are not beside the repository, and MLNETCONV_SHARED does not name them");
        string full = Path.Combine([Root!, .. path]);
        Skip.IfNot(File.Exists(full) || Directory.Exists(full), $"{Path.Combine(path)} is not among the shared data");
        return full;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("MLNETCONV_SHARED") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MLNet.ConvExtensions.sln")))
            {
                string shared = Path.Combine(folder.Parent!.FullName, "shared");
                return Directory.Exists(shared) ? shared : null;
            }
        }

        return null;
    }
}
