using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Stock;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Saving;

/// <summary>What ML.NET's own stages make of images in a saved model, against the stage's resizer.</summary>
public sealed class StockImageTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<int, int, Interpolation> Sizes =>
        new()
        {
            { 32, 32, Interpolation.Bilinear },
            { 40, 30, Interpolation.Bilinear },
            { 31, 57, Interpolation.Bicubic },
            { 8, 9, Interpolation.Bilinear },
            { 224, 224, Interpolation.Bilinear },
            { 200, 199, Interpolation.Bicubic },
            { 500, 333, Interpolation.Bilinear },
            { 333, 500, Interpolation.Bicubic },
            { 511, 64, Interpolation.Bilinear },
            { 30, 449, Interpolation.Bilinear },
        };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Of_images_of_up_to_512_pixels_it_is_the_same_picture(int width, int height, Interpolation interpolation)
    {
        foreach (
            BackbonePreprocessing size in new BackbonePreprocessing[]
            {
                new()
                {
                    Width = 32,
                    Height = 32,
                    CropFraction = 0.875,
                    Interpolation = interpolation,
                },
                new()
                {
                    Width = 64,
                    Height = 48,
                    CropFraction = 1,
                    Interpolation = interpolation,
                },
            }
        )
        {
            (float[] expected, float[] actual) = Both(TestImages.Bitmap(width * height, width, height), size);
            Assert.Equal(expected, actual);
        }
    }

    [Theory]
    [InlineData(513, 400)]
    [InlineData(700, 1100)]
    [InlineData(1600, 1200)]
    public void Of_larger_images_the_part_that_is_seen_is_the_same(int width, int height)
    {
        using SKBitmap small = TestImages.Bitmap(5, 100, 75);
        using SKBitmap image = small.Resize(new SKImageInfo(width, height), SKFilterQuality.High);
        (float[] expected, float[] actual) = Both(Noisy(image), new() { Width = 56, Height = 56 });
        Assert.InRange(Difference(expected, actual), 0, 2);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 900)]
    [InlineData(900, 2)]
    public void Images_whose_size_can_not_be_told_are_taken_as_ML_NET_resizes_them(int width, int height)
    {
        (float[] expected, float[] actual) = Both(TestImages.Bitmap(7, width, height), new() { Width = 32, Height = 32 });
        Assert.Equal(expected.Average(), actual.Average(), 8f);
    }

    /// <summary>Every second column the same as the one before: that looks like an image of half the width.</summary>
    [Fact]
    public void A_size_that_makes_another_picture_is_not_believed()
    {
        using SKBitmap half = TestImages.Bitmap(3, 200, 400);
        using SKBitmap doubled = half.Resize(new SKImageInfo(400, 400), SKFilterQuality.None);
        (float[] expected, float[] actual) = Both(doubled.Copy(), new() { Width = 64, Height = 64 });
        Assert.InRange(Difference(expected, actual), 0, 6);
    }

    [Fact]
    public void Drawings_with_few_edges_stay_what_they_are()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(64, 64, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        using (var red = new SKPaint { Color = SKColors.Red })
        {
            canvas.Clear(SKColors.White);
            canvas.DrawRect(16, 16, 32, 32, red);
        }

        (float[] expected, float[] actual) = Both(bitmap.Copy(), new() { Width = 112, Height = 112 });
        Assert.InRange(Difference(expected, actual), 0, 2);
    }

    [Theory]
    [InlineData(40, 30, "shade")]
    [InlineData(200, 199, "holes")]
    [InlineData(333, 500, "shade")]
    [InlineData(64, 90, "one pixel")]
    [InlineData(120, 80, "not multiplied")]
    public unsafe void Transparent_colours_are_those_of_the_stage(int width, int height, string kind)
    {
        SKBitmap bitmap = TestImages.Bitmap(width, width, height);
        byte* pixels = (byte*)bitmap.GetPixels();
        for (int i = 0; i < width * height; i++)
        {
            byte opacity = kind switch
            {
                "holes" => (byte)(i / 7 % 3 == 0 ? 0 : 130),
                "one pixel" => (byte)(i == width * height / 2 ? 100 : 255),
                _ => (byte)(1 + (i % width * 254 / width)),
            };
            for (int c = 0; c < 3 && kind != "not multiplied"; c++)
                pixels[(4 * i) + c] = (byte)(((pixels[(4 * i) + c] * opacity) + 127) / 255);
            pixels[(4 * i) + 3] = opacity;
        }

        (float[] expected, float[] actual) = Both(
            bitmap,
            new()
            {
                Width = 32,
                Height = 32,
                CropFraction = 0.875,
            }
        );
        Assert.Equal(expected, actual);
    }

    private static double Difference(float[] expected, float[] actual) => expected.Zip(actual, (e, a) => Math.Abs(e - a)).Average();

    /// <summary>As cameras' photos are: no two pixels beside each other are quite the same.</summary>
    private static unsafe SKBitmap Noisy(SKBitmap image)
    {
        var random = new Random(1);
        byte* pixels = (byte*)image.GetPixels();
        for (int i = 0; i < image.Width * image.Height * 4; i++)
        {
            if (i % 4 != 3)
                pixels[i] = (byte)Math.Clamp(pixels[i] + random.Next(-4, 5), 0, 255);
        }

        return image;
    }

    private (float[] Expected, float[] Actual) Both(SKBitmap bitmap, BackbonePreprocessing size)
    {
        using (bitmap)
        {
            using MLImage image = MLImage.CreateFromPixels(bitmap.Width, bitmap.Height, MLPixelFormat.Rgba32, bitmap.GetPixelSpan());
            var expected = new float[3 * size.Width * size.Height];
            var pixels = new PixelBuffer();
            new ImageDecoder(long.MaxValue).Copy(image, "The image", pixels);
            new ImagePreprocessor(size, PixelNormalisation.None).Write(pixels, expected);

            IDataView rows = _ml.Data.LoadFromEnumerable([new ImageRow { Image = image }]);
            using var model = new StockModel(_ml, rows);
            StockImages.Add(_ml, model, size, "Image", "Planes");
            return (expected, model.Transform(rows).GetColumn<float[]>("Planes").Single());
        }
    }

    private sealed class ImageRow
    {
        [Microsoft.ML.Transforms.Image.ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}
