namespace SnowLeopard;

/// <summary>What the command line asked for.</summary>
internal sealed record JobOptions(DirectoryInfo? Images, string? Backbone, string Positive, int Folds, FileInfo? Model, int Seed)
{
    /// <summary>Finds what would only fail after minutes of work.</summary>
    public void Check()
    {
        if (Folds is < 2 or > 20)
            throw new UsageException($"--folds is {Folds}; allowed: 2 to 20.");
        if (Model is not null)
            CheckModel(Model);
    }

    private static void CheckModel(FileInfo model)
    {
        if (Directory.Exists(model.FullName))
            throw new UsageException($"--model is '{model.FullName}', a folder; it takes the name of a file to write.");
        if (model.Directory is not { Exists: true } folder)
            throw new UsageException($"--model is '{model.FullName}', whose folder does not exist.");
        try
        {
            // Only trying tells: rights, read-only disks and quotas have too many forms.
            string trial = Path.Combine(folder.FullName, $".{Path.GetRandomFileName()}");
            using FileStream stream = new(
                trial,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 1,
                FileOptions.DeleteOnClose
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--model is '{model.FullName}', in a folder that can't be written to.");
        }
    }
}
