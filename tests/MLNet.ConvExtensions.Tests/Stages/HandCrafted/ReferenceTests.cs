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
