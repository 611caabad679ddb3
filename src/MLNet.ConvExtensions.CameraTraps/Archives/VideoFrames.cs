using MetadataExtractor;
using MetadataExtractor.Formats.Avi;
using MetadataExtractor.Formats.QuickTime;

namespace MLNet.ConvExtensions.CameraTraps.Archives;

/// <summary>Videos of an archive: their frames become files.</summary>
internal static class VideoFrames
{
    public static bool IsVideo(string name, CameraTrapOptions options) =>
        options.FrameFolder is not null && VideoReader.Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes the frames of a video; they are whole when this returns.</summary>
    /// <param name="path">The video.</param>
    /// <param name="file">What is known of it.</param>
    /// <param name="options">Where the frames go, and which.</param>
    /// <exception cref="IOException">A frame can't be written.</exception>
    public static CameraTrapFile Write(string path, CameraTrapFile file, CameraTrapOptions options)
    {
        CameraTrapMedia media = file.Media;
        string folder = System.IO.Directory.CreateDirectory(Path.Combine(options.FrameFolder!, media.File)).FullName;
        var seconds = new List<double>();
        try
        {
            foreach (VideoFrame frame in VideoReader.ReadFrames(path, options.Video))
            {
                using (frame.Image)
                {
                    media = media with { Width = frame.Image.Width, Height = frame.Image.Height };
                    frame.Image.Save(Path.Combine(folder, NameOf(frame.Number)));
                }

                seconds.Add(frame.Time?.TotalSeconds ?? 0);
            }
        }
        catch (ImageInputException e)
        {
            return file with { Media = media with { Failure = $"can't be read: {e.Message}" } };
        }

        return file with
        {
            Media = media,
            Frames = seconds,
        };
    }

    /// <summary>The frames of a video as photos of their own, with all that is known of the video.</summary>
    /// <param name="file">The video.</param>
    /// <param name="media">The video with its deployment and its time by a right clock.</param>
    /// <param name="folder">The archive's folder.</param>
    /// <param name="frameFolder">Where the frames are.</param>
    public static IEnumerable<CameraTrapMedia> Expand(CameraTrapFile file, CameraTrapMedia media, string folder, string frameFolder)
    {
        string from = Path.GetRelativePath(folder, Path.GetFullPath(frameFolder)).Replace(Path.DirectorySeparatorChar, '/');
        for (int i = 0; i < file.Frames!.Count; i++)
        {
            yield return media with
            {
                File = $"{from}/{media.File}/{NameOf(i)}",
                Frame = i,
                Timestamp = media.Timestamp?.AddSeconds(file.Frames[i]),
            };
        }
    }

    private static string NameOf(int frame) => FormattableString.Invariant($"{frame:D6}.jpg");

    /// <summary>When the video says that it was made; cameras write local time there, although QuickTime's definition has UTC.</summary>
    public static DateTime? Time(Stream stream)
    {
        try
        {
            IReadOnlyList<MetadataExtractor.Directory> tags = ImageMetadataReader.ReadMetadata(stream);
            foreach (MetadataExtractor.Directory directory in tags)
            {
                int? tag = directory switch
                {
                    QuickTimeMovieHeaderDirectory => QuickTimeMovieHeaderDirectory.TagCreated,
                    AviDirectory => AviDirectory.TagDateTimeOriginal,
                    _ => null,
                };

                // Without a clock it is the beginning of QuickTime's time, 1904.
                if (tag is { } created && directory.TryGetDateTime(created, out DateTime time) && time.Year > 1970)
                    return DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
            }

            return null;
        }
        catch (Exception e) when (e is not (OutOfMemoryException or UnauthorizedAccessException))
        {
            // Damaged files end in exceptions of any kind there, and other kinds of videos in one, too.
            return null;
        }
    }
}
