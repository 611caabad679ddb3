using System.Buffers.Binary;
using MLNet.ConvExtensions.CameraTraps.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Archives;

public sealed class VideoTests : IDisposable
{
    // Three frames of half a second, red, green and blue, by Pillow.
    private const string Gif =
        "R0lGODlhAgABAIEAAP8AAAAAAAAAAAAAACH5BAAyAAAALAAAAAACAAEAAAgFAAEACAgAIfkEADIAAAAsAAAAAAIAAQCBAP8AAAAAAAAAAAAACA"
        + "UAAQAICAAh+QQAMgAAACwAAAAAAgABAIEAAP8AAAAAAAAAAAAIBQABAAgIADs=";

    private readonly Archive _archive = new();

    public VideoTests() => _archive.Add("A/fox/clip.gif", Convert.FromBase64String(Gif)).Add("A/fox/1.jpg", "upright.jpg");

    private CameraTrapOptions Options => new() { FrameFolder = _archive.Beside("frames") };

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void Frames_of_a_video_are_photos_with_files_of_their_own()
    {
        CameraTrapMedia[] photos = [.. CameraTrapArchive.Read(_archive.Path, Options)];
        Assert.Equal(
            [("A/fox/1.jpg", null), ("../frames/A/fox/clip.gif/000000.jpg", 0), ("../frames/A/fox/clip.gif/000001.jpg", 1)],
            photos.Select(p => (p.File, p.Frame))
        );
        Assert.All(photos, p => Assert.Equal("A", p.Deployment));
        Assert.Equal((2, 1), (photos[1].Width, photos[1].Height));
        foreach (CameraTrapMedia frame in photos[1..])
        {
            using SKBitmap? picture = SKBitmap.Decode(Path.GetFullPath(frame.File, _archive.Path));
            Assert.Equal(2, picture.Width);
            Assert.Equal("A/fox/clip.gif", CameraTrapArchive.SourceOf(frame, _archive.Path, Options));
        }

        Assert.Single(CameraTrapEvents.Assign(photos[1..]).Select(p => p.Event).Distinct());
        Assert.Equal(["A/fox/1.jpg", "A/fox/clip.gif"], CameraTrapArchive.Read(_archive.Path).Select(p => p.File));
    }

    [Fact]
    public void Frames_are_as_late_as_the_seconds_from_the_time_that_the_video_says()
    {
        var file = new CameraTrapFile
        {
            Media = new CameraTrapMedia { File = "A/clip.mp4", Timestamp = new DateTime(2023, 7, 14, 5, 6, 7) },
            Frames = [0, 1, 2],
        };
        Assert.Equal(
            new DateTime(2023, 7, 14, 5, 6, 9),
            CameraTrapArchive.Expand(file, file.Media, _archive.Path, Options).Last().Timestamp
        );
        CameraTrapMedia media = CameraTrapArchive.ReadFile(Movie(new DateTime(2023, 7, 14, 5, 6, 7)), "clip.mp4", Options).Media;
        Assert.Equal(new DateTime(2023, 7, 14, 5, 6, 7), media.Timestamp);
        Assert.StartsWith("can't be read: ", media.Failure, StringComparison.Ordinal);
        Assert.Null(CameraTrapArchive.ReadFile(Movie(new DateTime(1904, 1, 1)), "clip.mp4", Options).Media.Timestamp);
    }

    [Fact]
    public void A_frame_that_cant_be_written_is_no_failure_of_the_video()
    {
        string taken = _archive.Write("frames", "a file in the place of the folder");
        Assert.ThrowsAny<IOException>(() => CameraTrapArchive.Read(_archive.Path, new CameraTrapOptions { FrameFolder = taken }).Count());
    }

    [Fact]
    public void Frames_within_the_archive_are_refused() =>
        Assert.StartsWith(
            "CameraTrapOptions.FrameFolder is ",
            Assert
                .Throws<ArgumentException>(() =>
                    CameraTrapArchive.Read(_archive.Path, new CameraTrapOptions { FrameFolder = Path.Combine(_archive.Path, "frames") })
                )
                .Message,
            StringComparison.Ordinal
        );

    /// <summary>The beginning of an MP4: what kind it is, and when it was made, but no picture.</summary>
    private string Movie(DateTime made)
    {
        var movie = new byte[20 + 8 + 108];
        BinaryPrimitives.WriteInt32BigEndian(movie, 20);
        "ftypmp42"u8.CopyTo(movie.AsSpan(4));
        "mp42"u8.CopyTo(movie.AsSpan(16));
        BinaryPrimitives.WriteInt32BigEndian(movie.AsSpan(20), 8 + 108);
        "moov"u8.CopyTo(movie.AsSpan(24));
        BinaryPrimitives.WriteInt32BigEndian(movie.AsSpan(28), 108);
        "mvhd"u8.CopyTo(movie.AsSpan(32));
        BinaryPrimitives.WriteUInt32BigEndian(movie.AsSpan(40), (uint)(made - new DateTime(1904, 1, 1)).TotalSeconds);
        movie[51] = 1;
        string file = _archive.Beside("clip.mp4");
        File.WriteAllBytes(file, movie);
        return file;
    }
}
