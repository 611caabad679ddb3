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

    [SkippableTheory]
    [InlineData("jpeg/pil_sample_cmyk.jpg", "jpeg/pil_sample_rgb.jpg", 45)]
    [InlineData("other/hopper.bmp", "png/hopper.png", 0)]
    [InlineData("jpeg/testimgint.jpg", "jpeg/testorig.jpg", 12)]
    public void Two_files_of_one_picture_look_alike(string file, string other, int tolerance)
    {
        using SKBitmap first = SKBitmap.Decode(Find(file))!;
        using SKBitmap second = SKBitmap.Decode(Find(other))!;
        double difference = first.Pixels.Zip(second.Pixels).Average(pair => (double)Math.Abs(pair.First.Green - pair.Second.Green));
        Assert.InRange(difference, 0, tolerance);
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
