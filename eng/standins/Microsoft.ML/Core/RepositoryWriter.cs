using System.IO.Compression;
using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>A model file being written: a zip archive with a folder for each component.</summary>
internal sealed class RepositoryWriter : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly HashSet<string> _names = [];

    public RepositoryWriter(Stream stream)
    {
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        using var version = new StreamWriter(OpenEntry("TrainingInfo", "Version.txt"));
        version.WriteLine(typeof(RepositoryWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
    }

    /// <summary>Opens a new entry. The archive writes one after the other, so it has to be closed before the next one.</summary>
    public Stream OpenEntry(string directory, string name)
    {
        string path = Path.Combine(directory, name);
        Contracts.CheckParam(_names.Add(path), nameof(name), $"The model file has an entry '{path}' already.");
        return _archive.CreateEntry(path).Open();
    }

    public void Dispose() => _archive.Dispose();
}
