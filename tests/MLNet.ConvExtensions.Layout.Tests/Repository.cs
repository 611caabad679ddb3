namespace MLNet.ConvExtensions.Layout.Tests;

/// <summary>Where the source is.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CONTRIBUTING.md")))
            folder =
                Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("CONTRIBUTING.md is in no folder above the tests.");
        return folder;
    }
}
