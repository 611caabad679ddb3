using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.Videos;

/// <summary>A folder whose images are the frames of a video.</summary>
internal static partial class FolderFrames
{
    public static IEnumerable<VideoFrame> Read(string folder)
    {
        int number = 0;
        foreach (string file in Files(folder))
            yield return new VideoFrame(number++, null, ImageReader.Load(file));
    }

    /// <summary>The images in the folder itself; 2 comes before 10.</summary>
    public static string[] Files(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder)
                .Where(f => !ImageFolder.IsHidden(Path.GetFileName(f)) && ImageFolder.IsImage(f))
                .OrderBy(f => Numbers().Replace(Path.GetFileName(f), n => n.Value.TrimStart('0').PadLeft(20, '0')), StringComparer.Ordinal)
                .ThenBy(f => f, StringComparer.Ordinal),
        ];

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
