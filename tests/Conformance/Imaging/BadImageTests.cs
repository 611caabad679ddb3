using System.Buffers.Binary;
using SkiaSharp;

namespace MLNet.ConvExtensions.Conformance.Imaging;

public class BadImageTests
{
    [Fact]
    public void A_missing_file_is_null()
    {
        string missing = Path.Combine(Path.GetTempPath(), "no such picture.jpg");
        Assert.Null(SKBitmap.Decode(missing));
        Assert.Null(SKCodec.Create(missing, out SKCodecResult result));
        Assert.Equal(SKCodecResult.InternalError, result);
    }

    [Fact]
    public void Text_is_of_no_known_format()
    {
        using var stream = new MemoryStream("This is a text of more than thirty-two bytes."u8.ToArray());
        Assert.Null(SKCodec.Create(stream, out SKCodecResult result));
        Assert.Equal(SKCodecResult.Unimplemented, result);
        Assert.Null(SKBitmap.Decode(new MemoryStream(stream.ToArray())));
    }

    [Fact]
    public void An_empty_file_is_null()
    {
        Assert.Null(SKCodec.Create(new MemoryStream(), out SKCodecResult result));
        Assert.NotEqual(SKCodecResult.Success, result);
        Assert.Null(SKBitmap.Decode(new MemoryStream()));
    }

    [Fact]
    public void A_truncated_jpeg_gives_what_is_there()
    {
        byte[] jpeg = Pictures.Jpeg(200, 200);
        using SKCodec codec = SKCodec.Create(new MemoryStream(jpeg[..(jpeg.Length * 2 / 3)]))!;
        var info = new SKImageInfo(200, 200, SKColorType.Rgba8888, SKAlphaType.Opaque);
        Assert.Equal(SKCodecResult.IncompleteInput, codec.GetPixels(info, out byte[] pixels));
        Assert.InRange(pixels[4 * 100], 120, 136);
        using SKBitmap bitmap = SKBitmap.Decode(new MemoryStream(jpeg[..(jpeg.Length * 2 / 3)]))!;
        Assert.NotNull(bitmap);
    }

    [Fact]
    public void A_jpeg_without_its_header_is_null()
    {
        byte[] jpeg = Pictures.Jpeg(200, 200);
        Assert.Null(SKCodec.Create(new MemoryStream(jpeg[..40])));
    }

    [Fact]
    public void A_truncated_png_gives_what_is_there()
    {
        byte[] png = PngFile.FromRgb(100, 100, (x, y) => (x, y, 9));
        using SKCodec codec = SKCodec.Create(new MemoryStream(png[..(png.Length / 2)]))!;
        var info = new SKImageInfo(100, 100, SKColorType.Rgba8888, SKAlphaType.Opaque);
        Assert.Equal(SKCodecResult.IncompleteInput, codec.GetPixels(info, out byte[] pixels));
        Assert.Equal([50, 20, 9, 255], pixels[(4 * 2050)..(4 * 2051)]);
    }

    [Fact]
    public void A_truncated_bmp_gives_what_is_there()
    {
        byte[] bmp = Pictures.Bmp(10, 10, (x, y) => ((byte)x, (byte)y, 7));
        using SKCodec codec = SKCodec.Create(new MemoryStream(bmp[..(bmp.Length / 2)]))!;
        var info = new SKImageInfo(10, 10, SKColorType.Rgba8888, SKAlphaType.Opaque);
        Assert.Equal(SKCodecResult.IncompleteInput, codec.GetPixels(info, out byte[] pixels));
        Assert.Equal([3, 9, 7, 255], pixels[(4 * 93)..(4 * 94)]);
    }

    [Fact]
    public void A_corrupt_png_is_an_error_and_no_bitmap()
    {
        byte[] png = PngFile.FromRgb(100, 100, (x, y) => (x, y, 9));
        // The first byte of the compressed rows, in their chunk after the header's.
        png[8 + 25 + 8] ^= 0xFF;
        using SKCodec codec = SKCodec.Create(new MemoryStream(png))!;
        Assert.Equal(SKCodecResult.ErrorInInput, codec.GetPixels(out _));
        Assert.Null(SKBitmap.Decode(new MemoryStream(png)));
    }

    [Fact]
    public void The_size_of_a_bomb_is_known_before_it_goes_off()
    {
        byte[] png = PngFile.FromRgb(1, 1, (_, _) => (1, 2, 3));
        byte[] gray = PngFile.Write(60_000, 60_000, 1, PngFile.Gray, [[0]]);
        Assert.NotEqual(png.Length, gray.Length);
        using SKCodec codec = SKCodec.Create(new MemoryStream(gray))!;
        Assert.Equal(new SKSizeI(60_000, 60_000), codec.Info.Size);
        Assert.Equal(3_600_000_000L, codec.Info.BytesSize64);
    }

    [Fact]
    public void A_size_of_nothing_is_refused()
    {
        byte[] png = PngFile.FromRgb(1, 1, (_, _) => (1, 2, 3));
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 0);
        Assert.Null(SKCodec.Create(new MemoryStream(png)));
    }

    [Fact]
    public void Random_damage_ends_in_a_result()
    {
        byte[][] files = [Pictures.Jpeg(60, 40), PngFile.FromRgb(30, 20, (x, y) => (x, y, 1)), Pictures.Gif(true), Pictures.Bmp(9, 7, (x, y) => ((byte)x, (byte)y, 0))];
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = (byte[])files[i % files.Length].Clone();
            for (int n = random.Next(1, 6); n > 0; n--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            using SKCodec? codec = SKCodec.Create(new MemoryStream(damaged, 0, random.Next(damaged.Length / 2, damaged.Length + 1)), out SKCodecResult result);
            if (codec is null)
                Assert.NotEqual(SKCodecResult.Success, result);
            else if (codec.Info.BytesSize64 < 10_000_000)
                Assert.True(Enum.IsDefined(codec.GetPixels(out _)));
        }
    }
}
