using System.IO.Enumeration;

namespace MLNet.ConvExtensions;

/// <summary>
/// Lists the images of a folder and of all folders below it, one after the other, so that any number of them takes no memory. Files are
/// told by their names: those that end in one of <see cref="Extensions"/>, in capitals or not, are images. Files and folders whose names
/// begin with a dot are left out, and so are folders named '__MACOSX', which archives made on a Mac bring along, and links to folders: one
/// that leads back up would bring every image again and again. Links to files count as files.
/// </summary>
/// <param name="path">The folder.</param>
/// <param name="moreExtensions">What names of other files end in that are listed, too, such as those of videos; null for none.</param>
public sealed class ImageFolder(string path, IReadOnlyList<string>? moreExtensions = null)
{
    private const string MacResources = "__MACOSX";

    // Which files are hidden is told by names, the same on every system. A folder that can't be read is an error: part of an archive
    // must not be missing unnoticed.
    private static readonly EnumerationOptions All = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
    };

    /// <summary>What the names of images end in.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"];

    /// <summary>The folder's full path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>What the last enumeration that came to its end has found; before that, nothing.</summary>
    public ImageFolderSummary Summary { get; private set; } = new();

    /// <summary>Whether a file is an image by its name.</summary>
    /// <param name="path">The file's name or path.</param>
    public static bool IsImage(string path) => Extensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a file or folder is left out because of its name.</summary>
    /// <param name="name">The name, without the path.</param>
    internal static bool IsHidden(ReadOnlySpan<char> name) => name.StartsWith('.') || name.SequenceEqual(MacResources);

    /// <summary>The images by their paths relative to the folder, with '/' on every system, in no particular order.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder below it may not be read.</exception>
    public IEnumerable<string> EnumerateNames()
    {
        if (!Directory.Exists(Path))
        {
            string why = File.Exists(Path) ? ": it is a file" : "";
            throw new DirectoryNotFoundException($"The folder of images '{path}' is not there{why}.");
        }

        long images = 0,
            others = 0,
            hidden = 0,
            links = 0;
        var files = new FileSystemEnumerable<string>(Path, (ref FileSystemEntry entry) => entry.ToFullPath(), All)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            {
                if (entry.IsDirectory || !IsHidden(entry.FileName))
                    return !entry.IsDirectory;
                hidden++;
                return false;
            },
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
            {
                bool isHidden = IsHidden(entry.FileName),
                    isLink = !isHidden && IsLink(ref entry);
                hidden += isHidden ? 1 : 0;
                links += isLink ? 1 : 0;
                return !isHidden && !isLink;
            },
        };
        foreach (string file in files)
        {
            if (!IsListed(file))
            {
                others++;
                continue;
            }

            images++;
            yield return System.IO.Path.GetRelativePath(Path, file).Replace(System.IO.Path.DirectorySeparatorChar, '/');
        }

        Summary = new ImageFolderSummary
        {
            Images = images,
            OtherFiles = others,
            HiddenEntries = hidden,
            LinkedFolders = links,
        };
    }

    /// <summary>The full path of an image by its name in the folder.</summary>
    /// <param name="name">A name as <see cref="EnumerateNames"/> gives it.</param>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name.Replace('/', System.IO.Path.DirectorySeparatorChar));

    private bool IsListed(string file) =>
        IsImage(file) || moreExtensions?.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase) == true;

    // Folders that are kept elsewhere until they are needed have the attribute too, but lead nowhere else.
    private static bool IsLink(ref FileSystemEntry entry) =>
        (entry.Attributes & FileAttributes.ReparsePoint) != 0 && entry.ToFileSystemInfo().LinkTarget is not null;
}
