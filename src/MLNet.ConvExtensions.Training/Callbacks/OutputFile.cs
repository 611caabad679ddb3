namespace MLNet.ConvExtensions.Training.Callbacks;

/// <summary>Files that callbacks write, looked at before there is something to lose.</summary>
internal static class OutputFile
{
    /// <summary>Makes the folder, and finds out that the file can be written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="callback">Who writes it.</param>
    /// <exception cref="IOException">It can't be.</exception>
    public static void Check(string path, string callback)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path))
            throw new IOException($"{callback} is to write '{path}', which is a folder; allowed: a file's name.");
        string trial = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (new FileStream(trial, FileMode.Create, FileAccess.Write)) { }

            File.Delete(trial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new IOException($"{callback} is to write '{path}', which can't be written: {e.Message}", e);
        }
    }
}
