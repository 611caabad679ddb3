namespace MLNet.ConvExtensions.Videos;

/// <summary>Finds the videos of a folder that has a folder for each class.</summary>
internal static class VideoFolder
{
    /// <summary>The videos with their classes, in the order of their paths by the characters' codes.</summary>
    /// <exception cref="ImageInputException">There is none, or frames lie where it can't be told which video they are of.</exception>
    public static (string Path, string Label)[] Find(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        string root = Path.GetFullPath(folder);
        var videos = new List<(string Path, string Label)>();
        foreach (string path in Shown(Directory.EnumerateFiles(root)).Where(f => IsVideo(f) || ImageFolder.IsImage(f)))
            throw new ImageInputException($"'{path}' lies outside of the class folders; a folder for each class is needed in '{folder}'.");
        foreach (string group in Shown(Directory.EnumerateDirectories(root)))
        {
            if (FramesOf(group) is [var frame, ..])
            {
                throw new ImageInputException(
                    $"The image '{frame}' lies in the class folder itself; the frames of a video belong into a folder of their own there."
                );
            }

            Collect(group, Path.GetFileName(group), videos);
        }

        return videos.Count > 0
            ? [.. videos.OrderBy(v => v.Path, StringComparer.Ordinal)]
            : throw new ImageInputException(
                $"The folder '{folder}' holds no video; allowed in the folders of classes are folders of frames, and files ending in "
                    + $"{string.Join(", ", VideoReader.Extensions)}."
            );
    }

    private static void Collect(string folder, string label, List<(string Path, string Label)> videos)
    {
        if (FramesOf(folder).Length > 0)
        {
            videos.Add((folder, label));
            return;
        }

        videos.AddRange(Shown(Directory.EnumerateFiles(folder)).Where(IsVideo).Select(f => (f, label)));
        foreach (string inner in Shown(Directory.EnumerateDirectories(folder)).Where(d => new DirectoryInfo(d).LinkTarget is null))
            Collect(inner, label, videos);
    }

    /// <summary>Images that aren't videos themselves.</summary>
    private static string[] FramesOf(string folder) =>
        [.. Shown(Directory.EnumerateFiles(folder)).Where(f => ImageFolder.IsImage(f) && !IsVideo(f))];

    private static bool IsVideo(string file) => VideoReader.Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Shown(IEnumerable<string> paths) => paths.Where(p => !ImageFolder.IsHidden(Path.GetFileName(p)));
}
