using SkiaSharp;

namespace MLNet.ConvExtensions.Conformance.Imaging;

public class BitmapTests
{
    [Fact]
    public void Png_keeps_every_pixel()
    {
        using SKBitmap bitmap = Pictures.Gradient(37, 23)!;
        using SKBitmap decoded = SKBitmap.Decode(Pictures.Encode(bitmap, SKEncodedImageFormat.Png))!;
        Assert.Equal(bitmap.Pixels, decoded.Pixels);
    }

    [Fact]
    public void Png_keeps_alpha()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(1, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.SetPixel(0, 0, new SKColor(200, 100, 50, 128));
        using SKBitmap decoded = SKBitmap.Decode(Pictures.Encode(bitmap, SKEncodedImageFormat.Png))!;
        Assert.Equal(SKAlphaType.Premul, decoded.AlphaType);
        Assert.Equal(128, decoded.GetPixel(0, 0).Alpha);
        Assert.InRange(decoded.GetPixel(0, 0).Red, 198, 202);
    }

    [Fact]
    public void Jpeg_stays_close()
    {
        using SKBitmap bitmap = Pictures.Gradient(64, 48)!;
        using SKBitmap decoded = SKBitmap.Decode(Pictures.Encode(bitmap, SKEncodedImageFormat.Jpeg, 95))!;
        Assert.All(bitmap.Pixels.Zip(decoded.Pixels), pair =>
        {
            Assert.InRange(Math.Abs(pair.First.Red - pair.Second.Red), 0, 12);
            Assert.InRange(Math.Abs(pair.First.Green - pair.Second.Green), 0, 12);
        });
    }

    [Fact]
    public void A_bitmap_has_the_platforms_color_type()
    {
        using SKBitmap decoded = SKBitmap.Decode(PngFile.FromRgb(3, 2, (x, y) => (10, 20, 30)))!;
        Assert.Equal(SKImageInfo.PlatformColorType, decoded.ColorType);
        Assert.Equal((3, 2, 12, 24), (decoded.Width, decoded.Height, decoded.RowBytes, decoded.ByteCount));
        Assert.Equal(new SKColor(10, 20, 30), decoded.GetPixel(2, 1));
    }

    [Fact]
    public void Gray_stays_gray()
    {
        using SKBitmap decoded = SKBitmap.Decode(PngFile.Write(2, 1, 8, PngFile.Gray, [[7, 250]]))!;
        Assert.Equal(SKColorType.Gray8, decoded.ColorType);
        Assert.Equal([7, 250], decoded.Bytes);
        using SKBitmap colors = decoded.Copy(SKColorType.Rgba8888)!;
        Assert.Equal([7, 7, 7, 255, 250, 250, 250, 255], colors.Bytes);
    }

    [Fact]
    public void Gray_of_other_depths_becomes_8_bits()
    {
        using SKBitmap one = SKBitmap.Decode(PngFile.Write(2, 1, 1, PngFile.Gray, [[0b0100_0000]]))!;
        Assert.Equal([0, 255], one.Bytes);
        using SKBitmap sixteen = SKBitmap.Decode(PngFile.Write(2, 1, 16, PngFile.Gray, [[7, 1, 250, 99]]))!;
        Assert.Equal([7, 250], sixteen.Bytes);
    }

    [Fact]
    public void Colors_of_16_bits_become_8_bits()
    {
        using SKBitmap decoded = SKBitmap.Decode(PngFile.Write(1, 1, 16, PngFile.Rgb, [[10, 0, 20, 0, 30, 0]]))!;
        Assert.Equal(new SKColor(10, 20, 30), decoded.GetPixel(0, 0));
    }

    [Fact]
    public void A_palette_becomes_colors()
    {
        byte[] png = PngFile.Write(2, 1, 8, PngFile.Palette, [[1, 0]], [1, 2, 3, 40, 50, 60]);
        using SKBitmap decoded = SKBitmap.Decode(png)!;
        Assert.Equal([new SKColor(40, 50, 60), new SKColor(1, 2, 3)], decoded.Pixels);
    }

    [Fact]
    public void A_palette_can_be_transparent()
    {
        byte[] png = PngFile.Write(2, 1, 8, PngFile.Palette, [[1, 0]], [1, 2, 3, 40, 50, 60], [0]);
        using SKBitmap decoded = SKBitmap.Decode(png)!;
        Assert.Equal([255, 0], decoded.Pixels.Select(color => (int)color.Alpha));
    }

    [Fact]
    public void Bmp_is_read_from_the_bottom()
    {
        byte[] bmp = Pictures.Bmp(3, 2, (x, y) => ((byte)(10 * x), (byte)(100 * y), 5));
        using SKCodec codec = SKCodec.Create(new MemoryStream(bmp))!;
        Assert.Equal(SKEncodedImageFormat.Bmp, codec.EncodedFormat);
        using SKBitmap decoded = SKBitmap.Decode(codec)!;
        Assert.Equal(new SKColor(0, 0, 5), decoded.GetPixel(0, 0));
        Assert.Equal(new SKColor(20, 100, 5), decoded.GetPixel(2, 1));
    }

    [Fact]
    public void Gif_gives_its_first_frame()
    {
        using SKBitmap decoded = SKBitmap.Decode(Pictures.Gif(transparent: false))!;
        Assert.Equal([new SKColor(0, 255, 0), new SKColor(255, 0, 0)], decoded.Pixels);
        using SKBitmap transparent = SKBitmap.Decode(Pictures.Gif(transparent: true))!;
        Assert.Equal([255, 0], transparent.Pixels.Select(color => (int)color.Alpha));
    }

    [Fact]
    public void Resizing_without_filter_takes_the_nearest_pixel()
    {
        using SKBitmap bitmap = SKBitmap.Decode(PngFile.FromRgb(4, 4, (x, y) => (10 * x, 10 * y, 0)))!;
        using SKBitmap half = bitmap.Resize(new SKSizeI(2, 2), SKFilterQuality.None)!;
        Assert.Equal([10, 30, 10, 30], half.Pixels.Select(color => (int)color.Red));
        using SKBitmap twice = bitmap.Resize(new SKSizeI(8, 4), SKFilterQuality.None)!;
        Assert.Equal([0, 0, 10, 10, 20, 20, 30, 30], twice.Pixels.Take(8).Select(color => (int)color.Red));
    }

    [Theory]
    [InlineData(SKFilterQuality.None)]
    [InlineData(SKFilterQuality.Low)]
    [InlineData(SKFilterQuality.Medium)]
    [InlineData(SKFilterQuality.High)]
    public void Resizing_keeps_one_color_one_color(SKFilterQuality quality)
    {
        using SKBitmap bitmap = SKBitmap.Decode(PngFile.FromRgb(50, 40, (_, _) => (10, 120, 250)))!;
        foreach ((int width, int height) in new[] { (7, 9), (50, 40), (120, 90) })
        {
            using SKBitmap resized = bitmap.Resize(new SKImageInfo(width, height), quality)!;
            Assert.All(resized.Pixels, color => Assert.Equal(new SKColor(10, 120, 250), color));
        }
    }

    [Fact]
    public void An_image_keeps_a_copy_of_its_pixels()
    {
        byte[] pixels = [1, 2, 3, 255, 4, 5, 6, 255];
        using SKImage image = SKImage.FromPixelCopy(new SKImageInfo(2, 1, SKColorType.Rgba8888, SKAlphaType.Opaque), pixels)!;
        Array.Clear(pixels);
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100)!;
        using SKBitmap decoded = SKBitmap.Decode(data)!;
        Assert.Equal([new SKColor(1, 2, 3), new SKColor(4, 5, 6)], decoded.Pixels);
    }

    [Fact]
    public void Encoded_data_can_be_written_to_a_stream()
    {
        using SKBitmap bitmap = Pictures.Gradient(5, 5)!;
        using SKImage image = SKImage.FromBitmap(bitmap)!;
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100)!;
        using var stream = new MemoryStream();
        data.SaveTo(stream);
        Assert.Equal(data.ToArray(), stream.ToArray());
        Assert.Equal(data.Size, stream.Length);
        Assert.True(data.AsSpan().SequenceEqual(stream.ToArray()));
    }

    [Fact]
    public void Formats_that_nothing_writes_give_null()
    {
        using SKBitmap bitmap = Pictures.Gradient(5, 5)!;
        Assert.Null(bitmap.Encode(SKEncodedImageFormat.Gif, 100));
        Assert.Null(bitmap.Encode(SKEncodedImageFormat.Bmp, 100));
    }
}
