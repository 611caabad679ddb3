using System.Formats.Tar;

namespace MLNet.ConvExtensions.Tests.Support;

/// <summary>The 32 real photos that the reference values of other programs were computed from, unpacked once.</summary>
public sealed class GoldenPhotos : IDisposable
{
    private readonly Lazy<(DirectoryInfo Folder, string[] Paths)> _unpacked = new(Unpack);

    /// <summary>The photos' paths, in the order of the reference arrays. Skips the test where they are absent.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            SharedData.Require("golden", "images.txt");
            return _unpacked.Value.Paths;
        }
    }

    public void Dispose()
    {
        if (_unpacked.IsValueCreated)
            _unpacked.Value.Folder.Delete(recursive: true);
    }

    private static (DirectoryInfo Folder, string[] Paths) Unpack()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mlnetconv-golden-");
        string[] names =
        [
            .. File.ReadLines(SharedData.Require("golden", "images.txt")).Where(l => l.Length > 0).Select(l => l.Split([' ', '\t'])[0]),
        ];
        foreach (IGrouping<string, string> set in names.GroupBy(n => n.Split('/')[0]))
        {
            string archive = Directory.GetFiles(SharedData.Require("data", set.Key), "*.tar").Single();
            var wanted = set.Select(n => n[(set.Key.Length + 1)..]).ToHashSet();
            using FileStream stream = File.OpenRead(archive);
            using var tar = new TarReader(stream);
            while (tar.GetNextEntry() is { } entry)
            {
                if (!wanted.Contains(entry.Name))
                    continue;
                string target = Path.Combine(folder.FullName, set.Key, entry.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                entry.ExtractToFile(target, overwrite: true);
            }
        }

        return (folder, [.. names.Select(n => Path.Combine(folder.FullName, n))]);
    }
}
