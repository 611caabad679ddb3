using System.Globalization;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Imaging;

/// <summary>Unusual and broken images; Data/make_images.py makes the good ones and says what Pillow reads in them.</summary>
public sealed class ImageDecoderTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "images");

    private readonly ImageDecoder _decoder = new(maxPixels: 10_000_000);
    private readonly PixelBuffer _pixels = new();

    public static TheoryData<string, int, int, double[]> Expected
    {
        get
        {
            var data = new TheoryData<string, int, int, double[]>();
            foreach (string[] row in File.ReadLines(Path.Combine(Folder, "expected.csv")).Skip(1).Select(l => l.Split(',')))
                data.Add(
                    row[0],
                    int.Parse(row[1], CultureInfo.InvariantCulture),
                    int.Parse(row[2], CultureInfo.InvariantCulture),
                    [.. row.Skip(3).Select(v => double.Parse(v, CultureInfo.InvariantCulture))]
                );
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Expected))]
    public void Unusual_images_are_read_as_pillow_reads_them(string file, int width, int height, double[] mean)
    {
        _decoder.DecodeFile(Path.Combine(Folder, file), _pixels);

        Assert.Equal((width, height), (_pixels.Width, _pixels.Height));
        double tolerance = file.EndsWith(".jpg", StringComparison.Ordinal) ? 1.5 : 0.75;
        for (int c = 0; c < 3; c++)
            Assert.Equal(mean[c], Enumerable.Range(0, width * height).Average(i => _pixels.Bytes[4 * i + c]), tolerance);
    }

    [Theory]
    [InlineData("exif3.jpg")]
    [InlineData("exif6.jpg")]
    [InlineData("exif8.jpg")]
    public void Turned_photos_stand_upright(string file)
    {
        _decoder.DecodeFile(Path.Combine(Folder, file), _pixels);

        // Red grows to the right and green downwards in the picture.
        Assert.InRange(_pixels.Bytes[4 * 23] - _pixels.Bytes[0], 200, 255);
        Assert.InRange(_pixels.Bytes[4 * 24 * 15 + 1] - _pixels.Bytes[1], 200, 255);
    }

    [SkippableTheory]
    [InlineData("exif6.png")]
    [InlineData("exif6.webp")]
    public void Turned_pictures_of_other_formats_stand_upright_too(string file)
    {
        string folder = SharedData.Require("cases", "15");
        var upright = new PixelBuffer();
        _decoder.DecodeFile(Path.Combine(folder, "base.png"), upright);
        upright.TurnUpright(6);
        _decoder.DecodeFile(Path.Combine(folder, file), _pixels);
        Assert.Equal((upright.Width, upright.Height), (_pixels.Width, _pixels.Height));
        int length = 4 * upright.Width * upright.Height;
        double difference = upright.Bytes[..length].Zip(_pixels.Bytes, (a, b) => (double)Math.Abs(a - b)).Average();
        Assert.InRange(difference, 0, file.EndsWith("png", StringComparison.Ordinal) ? 0 : 6);
    }

    /// <summary>The eight orientations, in both byte orders: what JPEG's EXIF does, which is held against Pillow's.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Orientation_of_a_PNG_is_that_of_its_eXIf_chunk(bool little)
    {
        byte[] png = File.ReadAllBytes(Path.Combine(Folder, "rgb.png"));
        var plain = new PixelBuffer();
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            byte[] tiff = little
                ? [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0]
                : [(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
            _decoder.Decode(WithChunk(png, tiff), new ImageName("The image"), _pixels);
            _decoder.Decode(png, new ImageName("The image"), plain);
            plain.TurnUpright(orientation);
            Assert.Equal((plain.Width, plain.Height), (_pixels.Width, _pixels.Height));
            Assert.Equal(plain.Bytes[..(4 * 24 * 16)], _pixels.Bytes[..(4 * 24 * 16)]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("4949")]
    [InlineData("49492A00FFFFFFFF")]
    [InlineData("4D4D002A00000008FFFF")]
    [InlineData("49492A0008000000010012010300010000000900000000000000")]
    public void Damaged_eXIf_leaves_a_PNG_as_it_is(string tiff)
    {
        byte[] png = File.ReadAllBytes(Path.Combine(Folder, "rgb.png"));
        _decoder.Decode(WithChunk(png, Convert.FromHexString(tiff)), new ImageName("The image"), _pixels);
        Assert.Equal((24, 16), (_pixels.Width, _pixels.Height));
    }

    private static byte[] WithChunk(byte[] png, byte[] content)
    {
        // Behind the header, 33 bytes from the start; its checksum isn't looked at by decoders for chunks that may be left out.
        var length = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        var checksum = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32([.. "eXIf"u8, .. content]));
        return [.. png[..33], .. length, .. "eXIf"u8, .. content, .. checksum, .. png[33..]];
    }

    private static uint Crc32(byte[] bytes)
    {
        uint crc = ~0u;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }

    [Fact]
    public void A_pixel_bomb_is_refused_by_its_header()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ImageInputException>(() => _decoder.DecodeFile(Path.Combine(Folder, "bomb.png"), _pixels));

        Assert.Contains("60000x60000", error.Message, StringComparison.Ordinal);
        Assert.Contains("bomb.png", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ConvFeaturesOptions.MaxImagePixels), error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<ImageInputException>(() => _decoder.DecodeFile("no/such/photo.jpg", _pixels));
        Assert.Contains("'no/such/photo.jpg'", error.Message, StringComparison.Ordinal);
        Assert.Contains("no such file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_named_as_one()
    {
        var error = Assert.Throws<ImageInputException>(() => _decoder.DecodeFile(Folder, _pixels));
        Assert.Contains("folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_named_as_one()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<ImageInputException>(() => _decoder.DecodeFile(folder.Write("empty.jpg", []), _pixels));
        Assert.Contains("empty.jpg", error.Message, StringComparison.Ordinal);
        Assert.Contains("0 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Something_else_is_described_by_its_first_bytes()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<ImageInputException>(() =>
            _decoder.DecodeFile(folder.Write("notes.jpg", "hello world"u8.ToArray()), _pixels)
        );
        Assert.Contains("notes.jpg", error.Message, StringComparison.Ordinal);
        Assert.Contains("68656C6C", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rgb.png")]
    [InlineData("rgb.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("palette.gif")]
    [InlineData("gray16.png")]
    public void A_truncated_file_is_refused(string file)
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(Folder, file));
        foreach (double share in (double[])[0.3, 0.6])
        {
            var error = Assert.Throws<ImageInputException>(() =>
                _decoder.Decode(whole.AsSpan(0, (int)(whole.Length * share)), "The photo", _pixels)
            );
            Assert.Contains("The photo", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("rgb.png")]
    [InlineData("rgb.jpg")]
    [InlineData("exif6.jpg")]
    [InlineData("palette.gif")]
    [InlineData("rgb.bmp")]
    [InlineData("cmyk.jpg")]
    public void Random_damage_gives_pixels_or_the_one_exception(string file)
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(Folder, file));
        var random = new Random(42);
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] damaged = [.. whole];
            for (int i = random.Next(1, 6); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                _decoder.Decode(
                    damaged.AsSpan(0, random.Next(4) == 0 ? random.Next(1, damaged.Length) : damaged.Length),
                    "The photo",
                    _pixels
                );
                Assert.InRange((long)_pixels.Width * _pixels.Height, 1, 10_000_000);
            }
            catch (ImageInputException) { }
        }
    }

    [Fact]
    public void Images_of_mlnet_are_copied_in_red_green_blue()
    {
        using MLImage rgba = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [10, 20, 30, 255]);
        using MLImage bgra = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, [30, 20, 10, 255]);
        foreach (MLImage image in (MLImage[])[rgba, bgra])
        {
            _decoder.Copy(image, "The image", _pixels);
            Assert.Equal(new byte[] { 10, 20, 30 }, _pixels.Bytes[..3]);
        }
    }

    [SkippableFact]
    public void Real_oddities_give_pixels_or_the_one_exception()
    {
        string[] files = Directory.GetFiles(SharedData.Require("data", "image-oddities"), "*", SearchOption.AllDirectories);
        int read = 0,
            refused = 0;
        foreach (string file in files.Where(f => Path.GetExtension(f) is not ".txt"))
        {
            try
            {
                _decoder.DecodeFile(file, _pixels);
                Assert.InRange((long)_pixels.Width * _pixels.Height, 1, 10_000_000);
                read++;
            }
            catch (ImageInputException e)
            {
                Assert.Contains(Path.GetFileName(file), e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(read, 50, files.Length);
        Assert.InRange(refused, 10, 32);
    }
}
