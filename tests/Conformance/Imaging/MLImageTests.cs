using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Imaging;

public sealed class MLImageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(MLPixelFormat.Bgra32)]
    [InlineData(MLPixelFormat.Rgba32)]
    public void Pixels_come_back_as_they_were_given(MLPixelFormat format)
    {
        byte[] pixels = [1, 2, 3, 255, 4, 5, 6, 255];
        using MLImage image = MLImage.CreateFromPixels(2, 1, format, pixels);
        Assert.Equal((2, 1, 32, format), (image.Width, image.Height, image.BitsPerPixel, image.PixelFormat));
        Assert.True(image.Pixels.SequenceEqual(pixels));
        Assert.Null(image.Tag);
    }

    [Fact]
    public void Bgr_pixels_leave_alpha_away()
    {
        using MLImage image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [1, 2, 3, 255, 4, 5, 6, 255]);
        Assert.Equal([3, 2, 1, 6, 5, 4], image.GetBGRPixels);
    }

    [Fact]
    public void Wrong_pixels_are_refused()
    {
        byte[] pixels = new byte[8];
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, pixels));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(0, 2, MLPixelFormat.Bgra32, pixels));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(2, -1, MLPixelFormat.Bgra32, pixels));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(2, 1, MLPixelFormat.Unknown, pixels));
    }

    [Fact]
    public void Streams_and_files_that_hold_no_image_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream(new byte[100])));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile(Path.Combine(_folder, "missing.png")));
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromStream(null!));
    }

    [Fact]
    public void Gray_becomes_colors()
    {
        using MLImage image = MLImage.CreateFromStream(new MemoryStream(PngFile.Write(1, 1, 8, PngFile.Gray, [[77]])));
        Assert.Equal(MLPixelFormat.Bgra32, image.PixelFormat);
        Assert.True(image.Pixels.SequenceEqual(new byte[] { 77, 77, 77, 255 }));
    }

    [Fact]
    public void Exif_orientation_is_not_followed()
    {
        using MLImage image = MLImage.CreateFromStream(new MemoryStream(Pictures.JpegWithOrientation(16, 8, 6)));
        Assert.Equal((16, 8), (image.Width, image.Height));
    }

    [Fact]
    public void Png_files_keep_every_pixel()
    {
        using MLImage image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, [1, 2, 3, 255, 4, 5, 6, 255]);
        string file = Path.Combine(_folder, "saved.png");
        image.Save(file);
        using MLImage loaded = MLImage.CreateFromFile(file);
        Assert.Equal(image.GetBGRPixels, loaded.GetBGRPixels);
    }

    [Fact]
    public void Files_of_formats_that_nothing_writes_are_refused()
    {
        using MLImage image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        Assert.Throws<ArgumentException>(() => image.Save(Path.Combine(_folder, "saved.bmp")));
        Assert.Throws<ArgumentException>(() => image.Save(Path.Combine(_folder, "saved.xyz")));
    }

    [Fact]
    public void A_disposed_image_says_so()
    {
        MLImage image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        image.Dispose();
        image.Dispose();
        Assert.Throws<InvalidOperationException>(() => image.Width);
        Assert.Throws<InvalidOperationException>(() => image.Pixels.Length);
        Assert.Throws<InvalidOperationException>(() => image.Tag = "tag");
    }
}
