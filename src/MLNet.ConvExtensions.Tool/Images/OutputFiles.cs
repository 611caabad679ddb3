using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>Looks at where a command is to write before it begins: what is found out afterwards costs hours.</summary>
internal static class OutputFiles
{
    /// <param name="files">The files by the options that name them; null where an option isn't given.</param>
    /// <param name="images">What may not be overwritten; null for nothing.</param>
    /// <exception cref="UsageException">One is a folder, can't be written, is named twice, or is the list of images.</exception>
    public static void Check(IReadOnlyList<(string Option, FileInfo? File)> files, ImagesArgument? images)
    {
        var seen = new Dictionary<string, string>();
        foreach ((string option, FileInfo? file) in files)
        {
            if (file is null)
                continue;
            RefuseFolder(option, file.FullName);
            if (!seen.TryAdd(file.FullName, option))
                throw new UsageException(
                    $"{option} is '{file.FullName}', which {seen[file.FullName]} is too; each needs a file of its own."
                );
            images?.KeepFrom(file.FullName, option);
            TryWriting(option, file.FullName, file.Directory!, file.Name);
        }
    }

    /// <exception cref="UsageException">There is a folder of this name.</exception>
    public static void RefuseFolder(string option, string file)
    {
        if (Directory.Exists(file))
            throw new UsageException($"{option} is '{file}', which is a folder; allowed: a file's name.");
    }

    /// <summary>Looks at a folder that files are to be written into, and makes it.</summary>
    /// <exception cref="UsageException">It is a file, or can't be written into.</exception>
    public static void CheckFolder(string option, DirectoryInfo folder)
    {
        if (File.Exists(folder.FullName))
            throw new UsageException($"{option} is '{folder.FullName}', which is a file; allowed: a folder.");
        TryWriting(option, folder.FullName, folder, "trial");
    }

    private static void TryWriting(string option, string value, DirectoryInfo folder, string name)
    {
        string trial = Path.Combine(folder.FullName, $"{name}.{Path.GetRandomFileName()}");
        try
        {
            folder.Create();
            File.Create(trial).Dispose();
            File.Delete(trial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} is '{value}', which can't be written: {e.Message}");
        }
    }
}
