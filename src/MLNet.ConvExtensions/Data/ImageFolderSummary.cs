namespace MLNet.ConvExtensions;

/// <summary>What a folder of images held: how many images, and how much was left out.</summary>
public sealed record ImageFolderSummary
{
    /// <summary>How many images there are.</summary>
    public long Images { get; init; }

    /// <summary>How many files are no images by their names.</summary>
    public long OtherFiles { get; init; }

    /// <summary>
    /// How many files and folders are hidden: their names begin with a dot, or they are '__MACOSX'. What is inside of such a folder isn't
    /// counted.
    /// </summary>
    public long HiddenEntries { get; init; }

    /// <summary>How many links to folders were not followed.</summary>
    public long LinkedFolders { get; init; }

    /// <summary>Whether anything was left out.</summary>
    public bool HasLeftOut => OtherFiles + HiddenEntries + LinkedFolders > 0;

    /// <summary>What was left out, in words; empty where nothing was.</summary>
    public string DescribeLeftOut()
    {
        string[] parts =
        [
            .. new[]
            {
                Count(OtherFiles, "file that is not an image by its name", "files that are not images by their names"),
                Count(HiddenEntries, "hidden file or folder", "hidden files or folders"),
                Count(LinkedFolders, "link to a folder", "links to folders"),
            }.Where(p => p.Length > 0),
        ];
        return parts.Length == 0 ? "" : $"Left out: {string.Join(", ", parts)}.";
    }

    private static string Count(long count, string one, string many) =>
        count == 0 ? "" : FormattableString.Invariant($"{count} {(count == 1 ? one : many)}");
}
