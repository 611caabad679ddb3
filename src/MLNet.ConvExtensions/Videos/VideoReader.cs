using MLNet.ConvExtensions.Videos;

namespace MLNet.ConvExtensions;

/// <summary>
/// Reads videos frame by frame: animated GIF and WebP, folders of frames, and what FFmpeg reads where it is installed, such as the MP4 and
/// AVI files of cameras.
/// </summary>
public static class VideoReader
{
    private static readonly string[] Animations = [".gif", ".webp"];

    /// <summary>The endings of the files that are taken for videos where a folder is looked through.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
    [
        .. Animations,
        ".mp4",
        ".m4v",
        ".mov",
        ".avi",
        ".mkv",
        ".webm",
        ".mpg",
        ".mpeg",
        ".mts",
        ".m2ts",
        ".3gp",
        ".wmv",
        ".flv",
        ".mjpeg",
        ".ts",
    ];

    /// <summary>Reads a video. One frame at a time is held.</summary>
    /// <param name="path">
    /// The file, or a folder whose images are the frames, in the order of their names; numbers in names count as numbers.
    /// </param>
    /// <param name="options">Which frames; one a second if left out.</param>
    /// <returns>The frames, in their order. The video is read while they are asked for, anew each time.</returns>
    /// <exception cref="ImageInputException">
    /// The video is missing, damaged or has no frames, or FFmpeg, which it needs, isn't installed; the message names it.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IEnumerable<VideoFrame> ReadFrames(string path, VideoOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new VideoOptions();
        options.Validate();
        return Read(path, options);
    }

    private static IEnumerable<VideoFrame> Read(string path, VideoOptions options)
    {
        IEnumerable<VideoFrame> frames =
            Directory.Exists(path) ? FolderFrames.Read(path)
            : !File.Exists(path) ? throw new ImageInputException($"There is no video '{path}'.")
            : Animations.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) ? AnimationFrames.Read(path, options)
            : FfmpegFrames.Read(path, options);
        int count = 0;
        foreach (VideoFrame frame in frames)
        {
            count++;
            yield return frame;
            if (count == options.MostFrames)
                yield break;
        }

        if (count == 0)
            throw new ImageInputException($"The video '{path}' has no frames.");
    }
}
