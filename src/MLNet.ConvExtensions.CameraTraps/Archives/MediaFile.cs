using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using MetadataExtractor;

namespace MLNet.ConvExtensions.CameraTraps.Archives;

/// <summary>Reads one file: its metadata and, in pieces, its content.</summary>
internal static class MediaFile
{
    /// <summary>The failure of a file without content; how a failure goes on after the file's name.</summary>
    public const string EmptyFile = "has 0 bytes";

    /// <summary>How the failure of a photo of too many pixels begins.</summary>
    public const string TooLarge = "has ";

    private const int PieceBytes = 1 << 17;

    public static CameraTrapFile Read(string path, string name, CameraTrapOptions options)
    {
        var media = new CameraTrapMedia { File = name };
        CameraTrapFile file;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 13);
            // Of what a link leads to, too.
            file = new CameraTrapFile
            {
                Media = media,
                Length = stream.Length,
                LastWritten = File.GetLastWriteTimeUtc(stream.SafeFileHandle),
            };
            if (stream.Length == 0)
                return file with { Media = media with { Failure = EmptyFile } };
            bool isVideo = VideoFrames.IsVideo(name, options);
            file = file with
            {
                Media = isVideo ? media with { Timestamp = VideoFrames.Time(stream) } : Describe(stream, media, options),
                ContentHash = options.FindDuplicates ? Hash(stream) : null,
            };
            if (!isVideo)
                return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CameraTrapFile { Media = media with { Failure = $"can't be read: {e.Message}" } };
        }

        // A frame that can't be written isn't the video's fault.
        return VideoFrames.Write(path, file, options);
    }

    private static CameraTrapMedia Describe(FileStream stream, CameraTrapMedia media, CameraTrapOptions options)
    {
        IReadOnlyList<MetadataExtractor.Directory> directories;
        try
        {
            directories = ImageMetadataReader.ReadMetadata(stream);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or UnauthorizedAccessException))
        {
            // Damaged files end in exceptions of any kind there.
            return media with { Failure = $"is no image that can be read: {e.Message}" };
        }

        media = new MediaTags(directories).AddTo(media);
        if (media.Width is not { } width || media.Height is not { } height)
            return media with { Failure = "is no image whose size is known: it is damaged, or no JPEG, PNG, GIF, BMP or WebP" };
        return (long)width * height <= options.MaxPixels
            ? media
            : media with
            {
                Failure = FormattableString.Invariant(
                    $"{TooLarge}{width}x{height} pixels; up to {options.MaxPixels:N0} are allowed (option {nameof(CameraTrapOptions.MaxPixels)})"
                ),
            };
    }

    private static string Hash(FileStream stream)
    {
        var hash = new XxHash128();
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, stream.Length);
        hash.Append(length);
        stream.Position = 0;
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (int read; (read = stream.Read(piece)) > 0; )
                hash.Append(piece.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        Span<byte> value = stackalloc byte[16];
        hash.GetCurrentHash(value);
        return Convert.ToHexStringLower(value);
    }
}
