using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Imaging;

/// <summary>A pixel has one colour, whichever way its image comes.</summary>
public sealed class TransparencyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageDecoder _decoder = new(10_000);
    private readonly PixelBuffer _pixels = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(200, 100, 50, 64)]
    [InlineData(255, 255, 255, 1)]
    [InlineData(10, 250, 128, 200)]
    [InlineData(7, 8, 9, 255)]
    [InlineData(0, 0, 0, 0)]
    public void Path_bytes_and_images_of_ML_NET_give_the_same_colour(byte red, byte green, byte blue, byte opacity)
    {
        string file = Picture(new SKColor(red, green, blue, opacity));
        _decoder.DecodeFile(file, _pixels);
        Assert.Equal([red, green, blue], _pixels.Bytes[..3]);
        _decoder.Decode(File.ReadAllBytes(file), "The image", _pixels);
        Assert.Equal([red, green, blue], _pixels.Bytes[..3]);

        // ML.NET multiplies colours with the opacity, in whole numbers: half a step of that is lost.
        using MLImage image = MLImage.CreateFromFile(file);
        _decoder.Copy(image, "The image", _pixels);
        int lost = opacity == 0 ? 0 : (int)Math.Ceiling(255 / 2.0 / opacity);
        foreach ((byte expected, byte actual) in new[] { red, green, blue }.Zip(_pixels.Bytes))
            Assert.InRange(actual, expected - lost, expected + lost);
    }

    [Theory]
    [InlineData(200, 100, 50, 64)]
    [InlineData(1, 2, 3, 0)]
    [InlineData(255, 0, 0, 254)]
    public void Colours_above_their_opacity_were_never_multiplied(byte red, byte green, byte blue, byte opacity)
    {
        foreach (MLPixelFormat format in new[] { MLPixelFormat.Rgba32, MLPixelFormat.Bgra32 })
        {
            byte[] pixel = format == MLPixelFormat.Rgba32 ? [red, green, blue, opacity] : [blue, green, red, opacity];
            using MLImage image = MLImage.CreateFromPixels(1, 1, format, pixel);
            _decoder.Copy(image, "The image", _pixels);
            Assert.Equal([red, green, blue], _pixels.Bytes[..3]);
        }
    }

    private string Picture(SKColor color)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(3, 2, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.Erase(color);
        for (int i = 0; i < 6; i++)
            bitmap.SetPixel(i % 3, i / 3, color);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return _folder.Write("picture.png", data.ToArray());
    }
}
