using System.Globalization;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.HandCrafted;

namespace MLNet.ConvExtensions.Tests.Stages.HandCrafted;

/// <summary>Every kind of features agrees with scikit-image and OpenCV; Data/make_handcrafted.py made the expected values.</summary>
public class ReferenceTests
{
    private static readonly Dictionary<(string Image, string Kind), float[]> Expected = File.ReadLines(
            Path.Combine(AppContext.BaseDirectory, "Data", "handcrafted.csv")
        )
        .Select(l => l.Split(','))
        .ToDictionary(p => (p[0], p[1]), p => p[2..].Select(v => float.Parse(v, CultureInfo.InvariantCulture)).ToArray());

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach ((string image, string kind) in Expected.Keys)
            cases.Add(image, kind);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_are_those_of_scikit_image_and_OpenCV(string image, string kind)
    {
        float[] pixels = image == "synthetic" ? Synthetic() : Load(image);
        int width = image == "synthetic" ? 40 : 24;
        var options = new HandCraftedFeaturesOptions
        {
            Width = width,
            Height = pixels.Length / 3 / width,
            PixelWidth = 8,
            PixelHeight = 8,
        };
        options = kind switch
        {
            "ShapeOtsu" => options with { Kinds = HandCraftedKinds.Shape, ContentThreshold = null },
            "Lbp16" => options with { Kinds = HandCraftedKinds.Lbp, LbpPoints = 16, LbpRadius = 2 },
            _ => options with { Kinds = Enum.Parse<HandCraftedKinds>(kind) },
        };

        var engine = new HandCraftedEngine(options);
        using RowWorkspace workspace = engine.CreateWorkspace(1);
        pixels.CopyTo(workspace.Batch.InputOf(0));
        workspace.Batch.Run(1);
        float[] actual = workspace.Batch.Outputs(1).ToArray(),
            expected = Expected[(image, kind)];

        Assert.Equal(expected.Length, actual.Length);
        var wrong = engine
            .SlotNames.Select((name, i) => (name, expected: expected[i], actual: actual[i]))
            .Where(v => !(Math.Abs(v.expected - v.actual) <= 2e-5 * Math.Max(1, Math.Abs(v.expected))))
            .ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Take(20)));
    }

    [Theory]
    [InlineData(13, 7)]
    [InlineData(5, 9)]
    [InlineData(11, 8)]
    public void Histograms_count_every_pixel_also_where_they_fill_no_whole_vectors(int width, int height)
    {
        const int alike = 64;
        var random = new Random(width);
        byte[] image = new byte[3 * width * height];
        random.NextBytes(image);
        int count = width * height;
        var expected = new float[0];
        for (int i = 0; i < count; i++)
        {
            // Pixels that are all alike, and fill whole vectors.
            var pixel = new float[3 * alike];
            for (int channel = 0; channel < 3; channel++)
                Array.Fill(pixel, image[(channel * count) + i], channel * alike, alike);
            float[] one = Colors(pixel, 8, alike / 8);
            expected = i == 0 ? one : [.. expected.Zip(one, (a, b) => a + b)];
        }

        float[] actual = Colors(Array.ConvertAll(image, v => (float)v), width, height);

        Assert.Equal(expected.Select(e => (int)Math.Round(e)), actual.Select(a => (int)Math.Round(a * count)));
    }

    private static float[] Colors(float[] pixels, int width, int height)
    {
        var engine = new HandCraftedEngine(
            new HandCraftedFeaturesOptions
            {
                Kinds = HandCraftedKinds.Color,
                Width = width,
                Height = height,
            }
        );
        using RowWorkspace workspace = engine.CreateWorkspace(1);
        pixels.CopyTo(workspace.Batch.InputOf(0));
        workspace.Batch.Run(1);
        return workspace.Batch.Outputs(1).ToArray();
    }

    private static float[] Synthetic()
    {
        var pixels = new float[3 * 33 * 40];
        for (int y = 6; y < 33; y++)
        {
            for (int x = 4; x < 40; x++)
            {
                int i = y * 40 + x;
                pixels[i] = (x * 7 + y * 3) % 256;
                pixels[33 * 40 + i] = (x * x + y * 5) % 256;
                pixels[2 * 33 * 40 + i] = (x - 15) * (x - 15) + (y - 12) * (y - 12) < 64 ? 0 : x * y % 256;
            }
        }

        return pixels;
    }

    private static float[] Load(string name)
    {
        const int side = 24;
        var image = new PixelBuffer();
        new ImageDecoder(1000).DecodeFile(Path.Combine(AppContext.BaseDirectory, "Data", "images", name), image);
        var pixels = new float[3 * side * side];
        for (int i = 0; i < pixels.Length; i++)
        {
            int y = i / side % side * image.Height / side,
                x = i % side * image.Width / side;
            pixels[i] = image.Bytes[4 * (y * image.Width + x) + i / side / side];
        }

        return pixels;
    }
}
