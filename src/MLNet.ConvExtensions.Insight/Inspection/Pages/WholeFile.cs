namespace MLNet.ConvExtensions.Insight.Inspection.Pages;

/// <summary>Files that are there as a whole or not at all.</summary>
internal static class WholeFile
{
    /// <param name="file">The file.</param>
    /// <param name="write">Writes a file of the name that it is given.</param>
    public static void Write(string file, Action<string> write)
    {
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
