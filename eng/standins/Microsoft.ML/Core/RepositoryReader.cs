using System.IO.Compression;

namespace Microsoft.ML.Runtime;

/// <summary>A model file being read.</summary>
internal sealed class RepositoryReader : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    public RepositoryReader(Stream stream, IExceptionContext context)
    {
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            _entries = _archive.Entries.ToDictionary(e => Normalize(e.FullName));
        }
        catch (Exception ex)
        {
            _archive?.Dispose();
            throw context.ExceptDecode(ex, "The model file isn't a readable zip archive.");
        }
    }

    public Stream? OpenEntryOrNull(string directory, string name) =>
        _entries.TryGetValue(Normalize(Path.Combine(directory, name)), out ZipArchiveEntry? entry) ? entry.Open() : null;

    public void Dispose() => _archive.Dispose();

    // Files written on Windows separate their folders the other way.
    private static string Normalize(string path) => path.Replace('\\', '/');
}
