using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Imaging;

/// <summary>JPEG files decoded at a part of their size: which part, how close the features stay, and that it can be switched off.</summary>
public sealed class FastDecodeTests(GoldenPhotos photos) : IClassFixture<GoldenPhotos>
{
    private readonly MLContext _context = new();

    [Theory]
    [InlineData(799, 640, 200, 160)]
    [InlineData(800, 640, 100, 80)]
    [InlineData(801, 641, 101, 81)]
    [InlineData(640, 800, 160, 200)]
    [InlineData(400, 320, 100, 80)]
    [InlineData(399, 320, 200, 160)]
    [InlineData(200, 160, 100, 80)]
    [InlineData(199, 160, 199, 160)]
    public void Jpeg_files_are_decoded_at_the_smallest_part_that_is_enough(int width, int height, int decodedWidth, int decodedHeight)
    {
        PixelBuffer pixels = Decode(Jpeg(1, width, height), enoughWidth: 100, enoughHeight: 80);

        Assert.Equal((decodedWidth, decodedHeight), (pixels.Width, pixels.Height));
        Assert.Equal((width, height), (pixels.FullWidth, pixels.FullHeight));
    }

    [Fact]
    public void A_turned_photo_is_judged_as_it_stands()
    {
        // Stored 16 x 24 pixels, lying; upright it is 24 x 16.
        byte[] turned = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "images", "exif6.jpg"));
        PixelBuffer enough = Decode(turned, enoughWidth: 12, enoughHeight: 8);
        Assert.Equal((12, 8, 24, 16), (enough.Width, enough.Height, enough.FullWidth, enough.FullHeight));

        Assert.Equal(24, Decode(turned, enoughWidth: 8, enoughHeight: 12).Width);
    }

    [Fact]
    public void Png_files_are_decoded_whole()
    {
        PixelBuffer pixels = Decode(TestImages.Png(1, 800, 640), enoughWidth: 100, enoughHeight: 80);

        Assert.Equal((800, 640), (pixels.Width, pixels.Height));
    }

    [Fact]
    public void Switched_off_the_features_are_the_exact_ones()
    {
        byte[] jpeg = Jpeg(2, 640, 480);
        using SKBitmap decoded = SKBitmap.Decode(jpeg)!;
        byte[] png = Encode(decoded, SKEncodedImageFormat.Png);
        float[] exact = Assert.Single(Features(Tiny.Backbone, fastDecode: true, png));

        Assert.Equal(exact, Assert.Single(Features(Tiny.Backbone, fastDecode: false, jpeg)));
        Assert.NotEqual(exact, Assert.Single(Features(Tiny.Backbone, fastDecode: true, jpeg)));
    }

    [Theory]
    [InlineData(331, 163)]
    [InlineData(640, 480)]
    [InlineData(1001, 1333)]
    public void Drawn_photos_keep_their_features(int width, int height)
    {
        byte[][] files = [.. Enumerable.Range(0, 4).Select(i => Jpeg(i, width, height))];

        AssertClose(Features(Tiny.Backbone, fastDecode: false, files), Features(Tiny.Backbone, fastDecode: true, files));
    }

    [SkippableTheory]
    [InlineData(4000, 3000, 4, 3)]
    [InlineData(2560, 2560, 3, 3)]
    [InlineData(1280, 1920, 2, 2)]
    public void Mosaics_of_real_photos_keep_their_features(int width, int height, int across, int down)
    {
        var backbone = Backbone.FromFile(SharedData.Require("models", "mobilenetv2/mobilenetv2-7_features_fp32.onnx"));
        byte[][] files = [.. Enumerable.Range(0, 3).Select(i => Mosaic(i * across * down, width, height, across, down))];

        AssertClose(Features(backbone, fastDecode: false, files), Features(backbone, fastDecode: true, files));
    }

    private static void AssertClose(float[][] exact, float[][] fast)
    {
        for (int i = 0; i < exact.Length; i++)
        {
            Assert.NotEqual(exact[i], fast[i]);
            Assert.InRange(Vectors.Cosine(exact[i], fast[i]), 0.999, 1.0001);
        }
    }

    private static PixelBuffer Decode(byte[] file, int enoughWidth, int enoughHeight)
    {
        var pixels = new PixelBuffer();
        new ImageDecoder(maxPixels: 10_000_000, enoughWidth, enoughHeight).Decode(file, "The photo", pixels);
        return pixels;
    }

    private static byte[] Jpeg(int seed, int width, int height)
    {
        using SKBitmap bitmap = TestImages.Bitmap(seed, width, height);
        return Encode(bitmap, SKEncodedImageFormat.Jpeg);
    }

    private static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using SKImage image = SKImage.FromBitmap(bitmap)!;
        using SKData data = image.Encode(format, 92)!;
        return data.ToArray();
    }

    private float[][] Features(Backbone backbone, bool fastDecode, params byte[][] files)
    {
        IDataView data = _context.Data.LoadFromEnumerable(files.Select(f => new EncodedRow { Encoded = f }).ToList());
        var options = new ConvFeaturesOptions { InputColumnName = "Encoded", FastDecode = fastDecode };
        using ConvFeaturesTransformer transformer = _context.Transforms.ConvFeatures(backbone, options).Fit(data);
        return [.. transformer.Transform(data).GetColumn<float[]>("Features")];
    }

    private unsafe byte[] Mosaic(int first, int width, int height, int across, int down)
    {
        using var mosaic = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var (decoder, photo, resizer) = (new ImageDecoder(maxPixels: 10_000_000), new PixelBuffer(), new ImageResizer());
        int tileWidth = width / across + 1,
            tileHeight = height / down + 1,
            plane = tileWidth * tileHeight;
        var planes = new float[3 * plane];
        byte* pixels = (byte*)mosaic.GetPixels();
        for (int tile = 0; tile < across * down; tile++)
        {
            decoder.DecodeFile(photos.Paths[(first + tile) % photos.Paths.Count], photo);
            resizer.Resize(
                photo,
                tileWidth,
                tileHeight,
                new ImageResizer.Window(0, 0, tileWidth, tileHeight),
                Interpolation.Bicubic,
                PixelNormalisation.None,
                planes
            );
            int left = tile % across * tileWidth,
                top = tile / across * tileHeight;
            for (int i = 0; i < plane; i++)
            {
                (int x, int y) = (left + i % tileWidth, top + i / tileWidth);
                if (x >= width || y >= height)
                    continue;
                byte* pixel = pixels + 4 * (y * width + x);
                for (int channel = 0; channel < 3; channel++)
                    pixel[channel] = (byte)planes[channel * plane + i];
                pixel[3] = 255;
            }
        }

        return Encode(mosaic, SKEncodedImageFormat.Jpeg);
    }

    private sealed class EncodedRow
    {
        public byte[] Encoded { get; set; } = [];
    }
}
