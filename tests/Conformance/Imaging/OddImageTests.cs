using SkiaSharp;

namespace MLNet.ConvExtensions.Conformance.Imaging;

/// <summary>Real images of unusual kinds, where the set of them is at hand.</summary>
public class OddImageTests
{
    [SkippableFact]
    public void Every_odd_image_ends_in_a_result()
    {
        foreach (string file in Files())
        {
            using SKCodec? codec = SKCodec.Create(file, out SKCodecResult created);
            if (codec is null)
            {
                Assert.NotEqual(SKCodecResult.Success, created);
                continue;
            }

            SKCodecResult result = codec.Info.BytesSize64 < 100_000_000 ? codec.GetPixels(out _) : SKCodecResult.Success;
            bool mayFail = file.Contains("corrupt", StringComparison.Ordinal);
            Assert.True(result == SKCodecResult.Success || mayFail, $"{file}: {result}");
        }
    }

    // Sizes and mean colors as Pillow has them: Image.open(file).convert("RGB").
    [SkippableTheory]
    [InlineData("jpeg/pil_sample_cmyk.jpg", 100, 100, 30.2, 5.4, 7.4)]
    [InlineData("jpeg/hopper_gray.jpg", 128, 128, 84.7, 84.7, 84.7)]
    [InlineData("jpeg/app13-multiple.jpg", 256, 160, 119.8, 120.2, 102.9)]
    [InlineData("jpeg/hopper_16bit_qtables.jpg", 128, 128, 90.1, 80.3, 94.8)]
    [InlineData("jpeg/testimgint.jpg", 227, 149, 146.4, 90.5, 81.5)]
    [InlineData("jpeg/orientation_rectangle.jpg", 2, 1, 254.0, 0.0, 0.0)]
    [InlineData("corrupt/junk_jpeg_header.jpg", 1024, 768, 117.1, 115.8, 116.8)]
    [InlineData("png/basi2c16.png", 32, 32, 127.5, 127.5, 43.8)]
    [InlineData("png/basi3p08.png", 32, 32, 135.3, 135.3, 111.4)]
    [InlineData("png/basn0g01.png", 32, 32, 124.5, 124.5, 124.5)]
    [InlineData("png/basn0g02.png", 32, 32, 127.5, 127.5, 127.5)]
    [InlineData("png/basn0g16.png", 32, 32, 144.2, 144.2, 144.2)]
    [InlineData("png/basn3p04.png", 32, 32, 69.6, 179.0, 137.1)]
    [InlineData("png/hopper_bw_500.png", 500, 500, 98.5, 98.5, 98.5)]
    [InlineData("other/hopper.bmp", 128, 128, 89.7, 80.1, 95.4)]
    [InlineData("other/hopper_rle8.bmp", 128, 128, 89.7, 80.1, 95.4)]
    [InlineData("other/hopper.gif", 128, 128, 89.7, 80.1, 95.4)]
    public void Odd_images_look_as_others_see_them(string file, int width, int height, double red, double green, double blue)
    {
        using SKBitmap bitmap = SKBitmap.Decode(Find(file))!;
        Assert.Equal((width, height), (bitmap.Width, bitmap.Height));
        SKColor[] colors = bitmap.Pixels;
        Assert.InRange(colors.Average(color => (double)color.Red) - red, -0.5, 0.5);
        Assert.InRange(colors.Average(color => (double)color.Green) - green, -0.5, 0.5);
        Assert.InRange(colors.Average(color => (double)color.Blue) - blue, -0.5, 0.5);
    }

    private static string[] Files() => Directory.GetFiles(Find("png") + "/..", "*.*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith(".txt", StringComparison.Ordinal)).ToArray();

    private static string Find(string relative)
    {
        string? shared = Environment.GetEnvironmentVariable("MLNETCONV_SHARED");
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); shared == null && folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                shared = Path.Combine(folder.FullName, "..", "shared");
        }

        string path = Path.Combine(shared ?? "shared", "data", "image-oddities", relative);
        Skip.IfNot(File.Exists(path) || Directory.Exists(path), $"'{path}' is not there.");
        return path;
    }
}
