using SkiaSharp;

namespace MLNet.ConvExtensions.Conformance.Imaging;

public class CodecTests
{
    [Fact]
    public void A_header_says_size_format_and_color_type()
    {
        using SKCodec codec = Open(Pictures.Jpeg(40, 30));
        Assert.Equal(new SKImageInfo(40, 30, SKImageInfo.PlatformColorType, SKAlphaType.Opaque).Size, codec.Info.Size);
        Assert.Equal(SKImageInfo.PlatformColorType, codec.Info.ColorType);
        Assert.Equal(SKAlphaType.Opaque, codec.Info.AlphaType);
        Assert.Equal(SKEncodedImageFormat.Jpeg, codec.EncodedFormat);
        Assert.Equal(SKEncodedOrigin.TopLeft, codec.EncodedOrigin);
    }

    [Theory]
    [InlineData(1f, 100, 75)]
    [InlineData(2f, 100, 75)]
    [InlineData(0.95f, 100, 75)]
    [InlineData(0.9f, 88, 66)]
    [InlineData(0.5f, 50, 38)]
    [InlineData(0.4f, 38, 29)]
    [InlineData(0.3f, 25, 19)]
    [InlineData(0.125f, 13, 10)]
    [InlineData(0.01f, 13, 10)]
    public void Jpeg_scales_by_eighths(float scale, int width, int height)
    {
        using SKCodec codec = Open(Pictures.Jpeg(100, 75));
        Assert.Equal(new SKSizeI(width, height), codec.GetScaledDimensions(scale));
    }

    [Fact]
    public void Jpeg_decodes_to_a_scaled_size()
    {
        using SKCodec codec = Open(Pictures.Jpeg(80, 64));
        var info = new SKImageInfo(40, 32, SKColorType.Rgba8888, SKAlphaType.Opaque);
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(info, out byte[] pixels));
        Assert.InRange(pixels[(4 * 40 * 16) + (4 * 20)], 120, 140);
        Assert.InRange(pixels[(4 * 40 * 16) + (4 * 20) + 1], 120, 140);
    }

    [Fact]
    public void Other_sizes_are_refused()
    {
        using SKCodec codec = Open(Pictures.Jpeg(80, 64));
        Assert.Equal(SKCodecResult.InvalidScale, codec.GetPixels(new SKImageInfo(41, 32, SKColorType.Rgba8888, SKAlphaType.Opaque), out _));
    }

    [Fact]
    public void Png_does_not_scale()
    {
        using SKCodec codec = Open(PngFile.FromRgb(40, 20, (x, y) => (x, y, 0)));
        Assert.Equal(new SKSizeI(40, 20), codec.GetScaledDimensions(0.5f));
        Assert.Equal(SKCodecResult.InvalidScale, codec.GetPixels(new SKImageInfo(20, 10, SKColorType.Rgba8888, SKAlphaType.Opaque), out _));
    }

    [Theory]
    [InlineData(1, SKEncodedOrigin.TopLeft)]
    [InlineData(2, SKEncodedOrigin.TopRight)]
    [InlineData(3, SKEncodedOrigin.BottomRight)]
    [InlineData(4, SKEncodedOrigin.BottomLeft)]
    [InlineData(5, SKEncodedOrigin.LeftTop)]
    [InlineData(6, SKEncodedOrigin.RightTop)]
    [InlineData(7, SKEncodedOrigin.RightBottom)]
    [InlineData(8, SKEncodedOrigin.LeftBottom)]
    [InlineData(9, SKEncodedOrigin.TopLeft)]
    public void Exif_says_how_a_photo_is_turned(int orientation, SKEncodedOrigin origin)
    {
        using SKCodec little = Open(Pictures.JpegWithOrientation(16, 8, (ushort)orientation));
        Assert.Equal(origin, little.EncodedOrigin);
        using SKCodec big = Open(Pictures.JpegWithOrientation(16, 8, (ushort)orientation, littleEndian: false));
        Assert.Equal(origin, big.EncodedOrigin);
        Assert.Equal(new SKSizeI(16, 8), big.Info.Size);
    }

    [Fact]
    public void Both_channel_orders_can_be_asked_for()
    {
        byte[] png = PngFile.FromRgb(1, 1, (_, _) => (10, 20, 30));
        using SKCodec codec = Open(png);
        codec.GetPixels(new SKImageInfo(1, 1, SKColorType.Rgba8888, SKAlphaType.Opaque), out byte[] rgba);
        codec.GetPixels(new SKImageInfo(1, 1, SKColorType.Bgra8888, SKAlphaType.Opaque), out byte[] bgra);
        Assert.Equal([10, 20, 30, 255], rgba);
        Assert.Equal([30, 20, 10, 255], bgra);
    }

    [Fact]
    public void Alpha_is_premultiplied_where_asked_for()
    {
        using SKCodec codec = Open(PngFile.Write(1, 1, 8, PngFile.Rgba, [[200, 100, 50, 128]]));
        Assert.Equal(SKAlphaType.Unpremul, codec.Info.AlphaType);
        codec.GetPixels(new SKImageInfo(1, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul), out byte[] plain);
        codec.GetPixels(new SKImageInfo(1, 1, SKColorType.Rgba8888, SKAlphaType.Premul), out byte[] multiplied);
        Assert.Equal([200, 100, 50, 128], plain);
        Assert.Equal([100, 50, 25, 128], multiplied);
    }

    [Fact]
    public void Transparency_can_not_be_ignored()
    {
        using SKCodec codec = Open(PngFile.Write(1, 1, 8, PngFile.Rgba, [[200, 100, 50, 128]]));
        Assert.Equal(SKCodecResult.InvalidConversion, codec.GetPixels(new SKImageInfo(1, 1, SKColorType.Rgba8888, SKAlphaType.Opaque), out _));
    }

    [Fact]
    public void Colors_do_not_become_gray()
    {
        using SKCodec codec = Open(PngFile.FromRgb(1, 1, (_, _) => (10, 20, 30)));
        Assert.Equal(SKCodecResult.InvalidConversion, codec.GetPixels(new SKImageInfo(1, 1, SKColorType.Gray8, SKAlphaType.Opaque), out _));
    }

    [Fact]
    public void A_row_can_be_longer_than_its_pixels()
    {
        using SKCodec codec = Open(PngFile.FromRgb(2, 2, (x, y) => (x, y, 7)));
        byte[] pixels = new byte[24];
        unsafe
        {
            fixed (byte* address = pixels)
            {
                var info = new SKImageInfo(2, 2, SKColorType.Rgba8888, SKAlphaType.Opaque);
                Assert.Equal(SKCodecResult.Success, codec.GetPixels(info, (IntPtr)address, 12, SKCodecOptions.Default));
            }
        }

        Assert.Equal([0, 0, 7, 255, 1, 0, 7, 255, 0, 0, 0, 0, 0, 1, 7, 255, 1, 1, 7, 255, 0, 0, 0, 0], pixels);
    }

    [Fact]
    public void The_same_pixels_come_from_stream_data_and_file()
    {
        byte[] jpeg = Pictures.Jpeg(33, 17);
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, jpeg);
            using SKCodec fromFile = SKCodec.Create(file)!;
            using SKCodec fromStream = Open(jpeg);
            using SKData data = SKData.CreateCopy(jpeg)!;
            using SKCodec fromData = SKCodec.Create(data)!;
            Assert.Equal(fromFile.Pixels, fromStream.Pixels);
            Assert.Equal(fromFile.Pixels, fromData.Pixels);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static SKCodec Open(byte[] bytes) => SKCodec.Create(new MemoryStream(bytes))!;
}
