using System.Text;

namespace MLNet.ConvExtensions.Fuzz.Inputs;

/// <summary>Whole inputs: files of the tests, and of the shared data where they lie beside the repository.</summary>
internal static class Corpus
{
    /// <summary>The contents of the files, in the order of their names.</summary>
    /// <param name="longest">Files with more bytes are left out: they would take the time of many others.</param>
    /// <param name="shared">A folder of the shared data.</param>
    /// <param name="extensions">The files' extensions.</param>
    public static IEnumerable<byte[]> Files(int longest, string shared, params string[] extensions)
    {
        string[] folders = [Path.Combine(AppContext.BaseDirectory, "Corpus"), .. SharedFolder(shared)];
        return folders
            .SelectMany(f =>
                Directory
                    .EnumerateFiles(f, "*", SearchOption.AllDirectories)
                    .Where(p => extensions.Contains(Path.GetExtension(p)) && new FileInfo(p).Length <= longest)
                    .Order(StringComparer.Ordinal)
            )
            .Select(File.ReadAllBytes);
    }

    public static byte[][] Words(params string[] words) => [.. words.Select(Encoding.Latin1.GetBytes)];

    private static IEnumerable<string> SharedFolder(string name)
    {
        string? root = Environment.GetEnvironmentVariable("MLNETCONV_SHARED");
        for (
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            string.IsNullOrEmpty(root) && folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(Path.Combine(folder.FullName, "MLNet.ConvExtensions.sln")))
                root = Path.Combine(folder.Parent!.FullName, "shared");
        }

        return root is not null && Directory.Exists(Path.Combine(root, name)) ? [Path.Combine(root, name)] : [];
    }
}
