using System.IO.Enumeration;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>
/// Where the images come from: a folder with all folders below it, a text file with a path in each line, or such lines on standard
/// input. Images of a folder are named by their path from there, with '/' on every system, and sorted; lines are taken as they are.
/// Links to files count as files. Links to folders are left out: one that leads back up would bring every image again and again.
/// </summary>
internal sealed class ImageSource(string argument)
{
    private const string StandardInput = "-";

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"];

    /// <summary>Hidden files too, and a folder that can't be read is an error: part of an archive must not be missing unnoticed.</summary>
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>How many files of the folder aren't images by their names.</summary>
    public long OtherFiles { get; private set; }

    /// <summary>How many links to folders were left out.</summary>
    public long LinkedFolders { get; private set; }

    /// <summary>What to call the source in messages.</summary>
    public string Name => argument == StandardInput ? "standard input" : $"'{argument}'";

    private bool IsFolder => argument != StandardInput && Directory.Exists(argument);

    /// <exception cref="DirectoryNotFoundException">There is neither such a folder nor such a file.</exception>
    public void Check()
    {
        if (argument == StandardInput || IsFolder)
            return;
        if (!File.Exists(argument))
            throw new DirectoryNotFoundException($"--images is '{argument}', which is neither a folder nor a file with a list of paths.");
        if (IsImage(argument))
            throw new ImageInputException($"--images is '{argument}', an image; allowed are a folder, a text file with a path in each line, or - for standard input.");
    }

    /// <summary>Lists the images. <paramref name="folder"/> takes the list and what sorting needs.</summary>
    public ImageList List(string folder)
    {
        OtherFiles = 0;
        LinkedFolders = 0;
        ImageList list = ImageList.Create(Path.Combine(folder, "images"), IsFolder ? PathSorter.Sort(Files(), folder) : Lines());
        if (list.Count == 0)
        {
            throw new ImageInputException(IsFolder
                ? $"{Name} holds no image; allowed are files ending in {string.Join(", ", Extensions)}."
                : $"{Name} names no image; it should have a path in each line.");
        }

        return list;
    }

    /// <summary>The path of an image by its name in the list.</summary>
    public string PathOf(string name) => IsFolder ? Path.Combine(argument, name) : name;

    private static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private IEnumerable<string> Files()
    {
        string root = Path.GetFullPath(argument);
        var files = new FileSystemEnumerable<string>(root, (ref FileSystemEntry entry) => entry.ToFullPath(), All)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = IsOwnFolder,
        };
        foreach (string file in files)
        {
            if (IsImage(file))
                yield return Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
            else
                OtherFiles++;
        }
    }

    /// <summary>Folders that are kept elsewhere until they are needed have the attribute too, but lead nowhere else.</summary>
    private bool IsOwnFolder(ref FileSystemEntry entry)
    {
        if ((entry.Attributes & FileAttributes.ReparsePoint) == 0 || entry.ToFileSystemInfo().LinkTarget is null)
            return true;
        LinkedFolders++;
        return false;
    }

    private IEnumerable<string> Lines()
    {
        using StreamReader reader = argument == StandardInput ? new StreamReader(Console.OpenStandardInput()) : new StreamReader(argument);
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return line;
        }
    }
}
