namespace MLNet.ConvExtensions.CameraTraps.Formats;

/// <summary>A file under a temporary name beside the one that it takes the place of when it is complete.</summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string _file,
        _temporary;

    /// <exception cref="IOException">It can't be written.</exception>
    public PendingFile(string file)
    {
        _file = Path.GetFullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        _temporary = $"{_file}.{Path.GetRandomFileName()}";
        // What is written to it is gathered before.
        Stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    public FileStream Stream { get; }

    public void Complete()
    {
        Stream.Dispose();
        File.Move(_temporary, _file, overwrite: true);
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        finally
        {
            File.Delete(_temporary);
        }
    }
}
