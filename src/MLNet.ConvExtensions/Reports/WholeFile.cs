namespace MLNet.ConvExtensions;

/// <summary>Files that are there as a whole or not at all.</summary>
public static class WholeFile
{
    /// <summary>Writes a file under a temporary name beside it, which it then takes the place of.</summary>
    /// <param name="file">The file; one that exists is replaced, and stays as it is if something fails.</param>
    /// <param name="write">Writes a file of the name that it is given.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string file, Action<string> write)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        ArgumentNullException.ThrowIfNull(write);
        string temporary = $"{file}.{Path.GetRandomFileName()}";
        try
        {
            write(temporary);
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
