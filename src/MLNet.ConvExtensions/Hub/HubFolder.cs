namespace MLNet.ConvExtensions.Hub;

/// <summary>
/// The part of the cache that belongs to a repository, laid out as huggingface_hub does it: contents in <c>blobs</c> by their ETag, the
/// commits of branches in <c>refs</c>, and in <c>snapshots</c> a folder for each commit whose files are links to the contents.
/// </summary>
/// <param name="cache">The cache's folder.</param>
/// <param name="repository">The repository.</param>
internal sealed class HubFolder(string cache, string repository)
{
    private readonly string _name = "models--" + repository.Replace("/", "--", StringComparison.Ordinal);

    /// <summary>The repository's folder.</summary>
    public string Root => Path.Combine(cache, _name);

    /// <summary>Where a file of a commit is, whether it is there or not.</summary>
    public string Snapshot(string commit, string file) => Path.Combine([Root, "snapshots", commit, .. file.Split('/')]);

    /// <summary>Where the contents of a tag are, whether they are there or not.</summary>
    public string Blob(string tag) => Path.Combine(Root, "blobs", tag);

    /// <summary>The lock of the contents of a tag: beside the repositories, so that nobody takes it for contents.</summary>
    public string Lock(string tag) => Path.Combine(cache, ".locks", _name, tag + ".lock");

    /// <summary>Where is noted that a commit doesn't have a file.</summary>
    private string Absence(string commit, string file) => Path.Combine([Root, ".no_exist", commit, .. file.Split('/')]);

    private string Reference(string revision) => Path.Combine([Root, "refs", .. revision.Split('/')]);

    /// <summary>The commit that a revision was when it was last asked for; null if it never was.</summary>
    public string? FindCommit(string revision)
    {
        if (HubAddress.IsCommit(revision))
            return revision;
        string file = Reference(revision);
        return File.Exists(file) && File.ReadAllText(file).Trim() is var commit && HubAddress.IsCommit(commit) ? commit : null;
    }

    /// <summary>The file of a commit; null if it isn't there.</summary>
    public string? FindFile(string commit, string file) => Snapshot(commit, file) is var path && File.Exists(path) ? path : null;

    /// <summary>Whether a commit is known not to have a file.</summary>
    public bool Lacks(string commit, string file) => File.Exists(Absence(commit, file));

    /// <summary>Notes which commit a revision is.</summary>
    public void KeepCommit(string revision, string commit)
    {
        if (revision != commit && FindCommit(revision) != commit)
            Write(Reference(revision), commit);
    }

    /// <summary>Notes that a commit doesn't have a file.</summary>
    public void KeepAbsence(string commit, string file) => Write(Absence(commit, file), "");

    /// <summary>Makes contents the file of a commit: by a relative link, or where the system allows none as a file of its own.</summary>
    /// <param name="file">The file's path in the repository.</param>
    /// <param name="found">What the hub says of it.</param>
    /// <param name="links">Whether links may be made.</param>
    /// <param name="isNew">Whether the contents have just come, and belong to nobody else.</param>
    /// <returns>The file of the commit.</returns>
    public string Place(string file, HubFile found, bool links, bool isNew)
    {
        string path = Snapshot(found.Commit, file),
            folder = Path.GetDirectoryName(path)!,
            blob = Blob(found.Tag);
        Directory.CreateDirectory(folder);
        if (links)
        {
            try
            {
                // A link to what is gone is in the way, and not seen as a file.
                File.Delete(path);
                File.CreateSymbolicLink(path, Path.GetRelativePath(folder, blob));
                return path;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException) { }
        }

        if (isNew)
            File.Move(blob, path, overwrite: true);
        else
            WholeFile.Write(path, temporary => File.Copy(blob, temporary));
        return path;
    }

    private static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        WholeFile.Write(file, temporary => File.WriteAllText(temporary, text));
    }
}
