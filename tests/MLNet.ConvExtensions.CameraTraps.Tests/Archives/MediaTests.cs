using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Archives;

/// <summary>What files say of themselves, with tags that Pillow wrote (photos.py).</summary>
public sealed class MediaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Time_camera_flash_temperature_and_upright_size_are_those_of_the_tags() =>
        Assert.Equal(
            new CameraTrapMedia
            {
                File = "upright.jpg",
                Timestamp = new DateTime(2023, 7, 14, 5, 6, 7, 250),
                CameraMake = "BUSHNELL",
                CameraModel = "119837C",
                CameraSerial = "B1234567",
                FlashFired = true,
                TemperatureCelsius = -12.5,
                Width = 8,
                Height = 12,
            },
            Read("upright.jpg")
        );

    [Fact]
    public void Without_an_original_time_the_digitized_one_counts() =>
        Assert.Equal(
            new CameraTrapMedia
            {
                File = "digitized.jpg",
                Timestamp = new DateTime(2023, 7, 14, 5, 6, 8, 500),
                CameraMake = "Browning",
                FlashFired = false,
                Width = 12,
                Height = 8,
            },
            Read("digitized.jpg")
        );

    [Fact]
    public void Reconyx_maker_notes_give_time_serial_lamp_and_temperature() =>
        Assert.Equal(
            new CameraTrapMedia
            {
                File = "reconyx.jpg",
                Timestamp = new DateTime(2023, 7, 14, 5, 6, 7),
                CameraMake = "RECONYX",
                CameraModel = "HC500 HYPERFIRE",
                CameraSerial = "H500HG07133361",
                FlashFired = true,
                TemperatureCelsius = -7,
                Width = 12,
                Height = 8,
            },
            Read("reconyx.jpg")
        );

    [Theory]
    [InlineData("changed.jpg")]
    [InlineData("blank.jpg")]
    [InlineData("plain.jpg")]
    public void A_time_of_a_change_or_a_blank_one_is_none(string name)
    {
        CameraTrapMedia media = Read(name);
        Assert.Null(media.Timestamp);
        Assert.Null(media.Failure);
        Assert.Equal(12, media.Width);
    }

    [Fact]
    public void A_png_is_turned_upright_and_has_a_time()
    {
        CameraTrapMedia media = Read("night.png");
        Assert.Equal(new DateTime(2023, 7, 14, 5, 6, 10), media.Timestamp);
        Assert.Equal((7, 5), (media.Width, media.Height));
    }

    [Fact]
    public void What_cant_be_read_says_why()
    {
        byte[] photo = File.ReadAllBytes(Photo("upright.jpg"));
        Assert.Equal("has 0 bytes", ReadBytes([]).Failure);
        Assert.Contains("is no image", ReadBytes("no image at all"u8.ToArray()).Failure, StringComparison.Ordinal);
        Assert.Contains("is no image", ReadBytes(photo[..40]).Failure, StringComparison.Ordinal);
        Assert.Contains(
            "can't be read",
            CameraTrapArchive.ReadFile(_folder.File("missing.jpg"), "missing.jpg").Media.Failure,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Any_beginning_of_a_photo_is_read_or_refused()
    {
        byte[] photo = File.ReadAllBytes(Photo("reconyx.jpg"));
        for (int length = 1; length < photo.Length; length += 7)
            Assert.True(ReadBytes(photo[..length]) is { Failure: not null } or { Width: 12 });
    }

    [Fact]
    public void A_photo_of_200_megapixels_keeps_its_tags_and_is_a_failure()
    {
        CameraTrapMedia media = ReadBytes(Sized(File.ReadAllBytes(Photo("upright.jpg")), 20000, 10000));
        Assert.Equal("has 10000x20000 pixels; up to 100,000,000 are allowed (option MaxPixels)", media.Failure);
        Assert.Equal(new DateTime(2023, 7, 14, 5, 6, 7, 250), media.Timestamp);
        Assert.Equal((10000, 20000), (media.Width, media.Height));
    }

    [Fact]
    public void Copies_have_one_hash_and_others_have_others()
    {
        string[] hashes =
        [
            .. new[] { "plain.jpg", "blank.jpg", "plain.jpg" }.Select(n => CameraTrapArchive.ReadFile(Photo(n), n).ContentHash!),
        ];
        Assert.Equal(hashes[0], hashes[2]);
        Assert.NotEqual(hashes[0], hashes[1]);
        Assert.Equal(32, hashes[0].Length);
        Assert.Null(CameraTrapArchive.ReadFile(Photo("plain.jpg"), "x", new CameraTrapOptions { FindDuplicates = false }).ContentHash);
    }

    /// <summary>A JPEG whose header tells of another size.</summary>
    public static byte[] Sized(byte[] jpeg, int width, int height)
    {
        int frame = jpeg.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xC0]);
        byte[] sized = [.. jpeg];
        (sized[frame + 5], sized[frame + 6], sized[frame + 7], sized[frame + 8]) = (
            (byte)(height >> 8),
            (byte)height,
            (byte)(width >> 8),
            (byte)width
        );
        return sized;
    }

    private static string Photo(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "archive", name);

    private static CameraTrapMedia Read(string name) => CameraTrapArchive.ReadFile(Photo(name), name).Media;

    private CameraTrapMedia ReadBytes(byte[] content) => CameraTrapArchive.ReadFile(_folder.Write("photo.jpg", content), "photo.jpg").Media;
}
