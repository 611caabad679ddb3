using System.Globalization;
using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.CameraTraps.Archives;

namespace MLNet.ConvExtensions;

/// <summary>Reads archives of camera traps: what photos say of themselves, whose they are, when they were taken by a right clock.</summary>
public static class CameraTrapArchive
{
    /// <summary>Reads the photos of a folder and of all folders below it. No photo is decoded.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Deployments, limits, who is told of what is wrong; null for the defaults.</param>
    /// <returns>
    /// The photos in the order of their paths by the characters' codes, without events. Photos are read while they are asked for; their
    /// names, and 16 bytes of each to know copies by, are held in memory. A file that can't be read has
    /// <see cref="CameraTrapMedia.Failure"/>, and so has a photo of more than <see cref="CameraTrapOptions.MaxPixels"/>, whose other values
    /// are there.
    /// </returns>
    /// <remarks>
    /// The time is EXIF's DateTimeOriginal with its subseconds; where that is missing or blank, DateTimeDigitized with its own; where that
    /// is missing, too, the time in Reconyx's maker notes. Others aren't times of the photo: EXIF's DateTime changes with every edit, and
    /// the file's own with every copy. A zone behind a time is left out, since times are local. The temperature is EXIF's (2.31), or that
    /// of Reconyx's maker notes. With <see cref="CameraTrapOptions.FrameFolder"/> the frames of videos are photos, too: their times are that of
    /// the video, QuickTime's creation time or AVI's, and the seconds from its beginning.
    /// </remarks>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ImageInputException">It holds no photo.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IEnumerable<CameraTrapMedia> Read(string folder, CameraTrapOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        options ??= new CameraTrapOptions();
        options.Validate();
        var images = new ImageFolder(folder, options.FrameFolder is null ? null : VideoReader.Extensions);
        RefuseFrames(folder, options);
        string[] names = [.. images.EnumerateNames()];
        if (names.Length == 0)
        {
            throw new ImageInputException(
                $"The folder '{folder}' holds no photo; allowed are files ending in {string.Join(", ", ImageFolder.Extensions)}."
            );
        }

        Array.Sort(names, StringComparer.Ordinal);
        return ReadAll(images, names, options);
    }

    /// <summary>Reads what one file says of itself.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What to call it: its path relative to the archive's folder, with '/' between parts.</param>
    /// <param name="options">Whether its content is read, and the most pixels; null for the defaults.</param>
    /// <returns>The file; one that can't be read has <see cref="CameraTrapMedia.Failure"/>.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static CameraTrapFile ReadFile(string path, string name, CameraTrapOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        options ??= new CameraTrapOptions();
        options.Validate();
        return MediaFile.Read(path, name, options);
    }

    /// <summary>What is wrong with a file whose deployment is known.</summary>
    /// <param name="media">The file, with its deployment and its time by a right clock.</param>
    /// <param name="deployments">The deployments.</param>
    /// <param name="latest">What no photo can be newer than; null for no limit.</param>
    /// <returns>All that is wrong.</returns>
    public static CameraTrapWarnings Check(CameraTrapMedia media, CameraDeployments deployments, DateTime? latest = null)
    {
        ArgumentNullException.ThrowIfNull(media);
        ArgumentNullException.ThrowIfNull(deployments);
        return MediaChecks.Of(media, deployments.Find(media.File), latest);
    }

    /// <summary>The photos that a file stands for: itself, or the frames of a video.</summary>
    /// <param name="file">The file.</param>
    /// <param name="media">The file with its deployment and its time by a right clock.</param>
    /// <param name="folder">The archive's folder.</param>
    /// <param name="options">Where the frames are.</param>
    /// <returns>
    /// The file's media; of a video one for each frame, whose name is the way from the archive to the frame's own file.
    /// </returns>
    public static IEnumerable<CameraTrapMedia> Expand(CameraTrapFile file, CameraTrapMedia media, string folder, CameraTrapOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(media);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(options);
        return file.Frames is not null && options.FrameFolder is { } frames
            ? VideoFrames.Expand(file, media, Path.GetFullPath(folder), frames)
            : [media];
    }

    /// <summary>The file of an archive that a photo comes from: itself; of a frame the video.</summary>
    /// <param name="media">The photo.</param>
    /// <param name="folder">The archive's folder.</param>
    /// <param name="options">Where the frames are.</param>
    /// <returns>The file's path relative to the archive's folder, with '/' between parts.</returns>
    public static string SourceOf(CameraTrapMedia media, string folder, CameraTrapOptions options)
    {
        ArgumentNullException.ThrowIfNull(media);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(options);
        if (media.Frame is null || options.FrameFolder is not { } frames)
            return media.File;
        string video = Path.GetDirectoryName(Path.GetFullPath(media.File, Path.GetFullPath(folder)))!;
        return Path.GetRelativePath(Path.GetFullPath(frames), video).Replace(Path.DirectorySeparatorChar, '/');
    }

    private static void RefuseFrames(string folder, CameraTrapOptions options)
    {
        if (options.FrameFolder is not { } frames)
            return;
        string way = Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(frames));
        if (!Path.IsPathRooted(way) && way != ".." && !way.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"{nameof(CameraTrapOptions)}.{nameof(CameraTrapOptions.FrameFolder)} is '{frames}', which lies in the archive '{folder}': its "
                    + "frames would be photos of the archive; allowed: a folder outside."
            );
        }
    }

    private static IEnumerable<CameraTrapMedia> ReadAll(ImageFolder images, string[] names, CameraTrapOptions options)
    {
        CameraDeployments deployments = options.Deployments ?? CameraDeployments.FromFolders();
        DateTime latest = options.Latest ?? names.Max(n => File.GetLastWriteTimeUtc(images.PathOf(n))).AddDays(1);
        var first = new Dictionary<UInt128, string>();
        foreach (string name in names)
        {
            CameraTrapFile file = MediaFile.Read(images.PathOf(name), name, options);
            CameraTrapMedia media = deployments.Place(file.Media);
            if (file.ContentHash is { } hash)
            {
                var content = UInt128.Parse(hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                media = first.TryAdd(content, name) ? media : media with { DuplicateOf = first[content] };
            }

            if (
                options.Logger is { } logger
                && MediaChecks.Of(media, deployments.Find(name), latest) is not CameraTrapWarnings.None and var wrong
            )
                logger.LogWarning("'{File}': {Warning}", name, MediaChecks.Describe(media, wrong));
            if (file.Frames is null)
            {
                yield return media;
                continue;
            }

            foreach (CameraTrapMedia frame in VideoFrames.Expand(file, media, images.Path, options.FrameFolder!))
                yield return frame;
        }
    }
}
