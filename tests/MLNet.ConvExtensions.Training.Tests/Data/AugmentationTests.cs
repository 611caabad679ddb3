using System.Text.Json;
using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Tests.Data;

/// <summary>Changes of a small picture against OpenCV's, and torchvision's formulas of colours (make_augmentation.py).</summary>
public sealed class AugmentationTests
{
    private static readonly SampleShape Shape = new(3, 7, 9);
    private static readonly Dictionary<string, float[]> Cases = JsonSerializer.Deserialize<Dictionary<string, float[]>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "augmentation.json"))
    )!;

    private readonly float[] _planes = new float[Shape.Length];

    private static float[] Image => Cases["image"];

    [Theory]
    [InlineData(BorderFill.Constant)]
    [InlineData(BorderFill.Edge)]
    [InlineData(BorderFill.Reflect)]
    public void Moved_by_whole_pixels(BorderFill border)
    {
        string expected = "shift_" + border.ToString().ToLowerInvariant();
        PlaneMoves.Shift(Image, _planes, Shape, (3, -2), (false, false), border, 9);
        Equal(expected, 1e-4f);

        PlaneWarp.Apply(Image, Shape, _planes, Shape, new PlaneMap(1, 0, 0, 1, 4.5, 3.5).Shifted(3, -2), border, 9);
        Equal(expected, 1e-4f);
    }

    [Fact]
    public void Moved_by_parts_of_pixels()
    {
        PlaneWarp.Apply(Image, Shape, _planes, Shape, new PlaneMap(1, 0, 0, 1, 4.5, 3.5).Shifted(0.5, 0.25), BorderFill.Edge, 0);
        Equal("half", 1e-3f);
    }

    [Fact]
    public void Turned_by_a_quarter()
    {
        // A place (u, v) of the result comes from (-v, u): OpenCV's matrix goes the other way.
        PlaneWarp.Apply(Image, Shape, _planes, Shape, new PlaneMap(0, -1, 1, 0, 4.5, 3.5), BorderFill.Constant, 9);
        Equal("turn", 1e-3f);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Mirrored(bool across, bool down)
    {
        PlaneMoves.Shift(Image, _planes, Shape, (0, 0), (across, down), BorderFill.Constant, 0);
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < 7; y++)
            {
                for (int x = 0; x < 9; x++)
                    Assert.Equal(Image[(c * 63) + ((down ? 6 - y : y) * 9) + (across ? 8 - x : x)], _planes[(c * 63) + (y * 9) + x]);
            }
        }
    }

    [Fact]
    public void Colours_change_as_torchvision_changes_them()
    {
        Changed("brightness", i => PlaneColors.Brighten(i, 1.3f, (0, 255)));
        Changed("contrast", i => PlaneColors.Contrast(i, 0.6f, (0, 255)));
        Changed("saturation", i => PlaneColors.Saturate(i, 1.4f, (0, 255)));
        Changed("hue", i => PlaneColors.TurnHue(i, 0.2f, (0, 255)));
        Changed("blur", i => PlaneFilters.Blur(i, 1, new float[Shape.Length]));

        void Changed(string name, Change change)
        {
            Image.CopyTo(_planes, 0);
            change(new ImagePlanes(_planes, Shape));
            Equal(name, 0.02f);
        }
    }

    [Fact]
    public void A_cut_out_square_has_the_mean_of_its_channel()
    {
        var random = new SampleRandom(1, 2, 3);
        Image.CopyTo(_planes, 0);
        PlaneFilters.CutOut(new ImagePlanes(_planes, Shape), 0.5, ref random);
        float mean = Image[..63].Average();
        int[] filled = [.. Enumerable.Range(0, 63).Where(i => _planes[i] != Image[i])];

        Assert.InRange(filled.Length, 1, 16);
        Assert.All(filled, i => Assert.Equal(mean, _planes[i], tolerance: 1e-3f));
    }

    [Fact]
    public void Nothing_asked_for_changes_nothing_and_everything_stays_in_reach()
    {
        var workspace = new SampleWorkspace(null, Shape.Length);
        Image.CopyTo(workspace.Planes, 0);
        new Augmenter(new AugmentationOptions(), Shape, Shape, (0, 255)).Apply(new SampleRandom(1, 1, 1), workspace, _planes);
        Assert.Equal(Image, _planes);

        var moved = new AugmentationOptions
        {
            Rotation = 180,
            Scale = 0.9,
            CropArea = 0.05,
            CropAspect = 4,
            ShiftPixels = 20,
            Border = BorderFill.Reflect,
            Occlusion = 1,
            Hue = 0.5,
            Saturation = 1,
            Contrast = 1,
            Brightness = 1,
        };
        for (int i = 0; i < 200; i++)
        {
            new Augmenter(moved, Shape, Shape, (0, 255)).Apply(new SampleRandom(1, 1, i), workspace, _planes);
            Assert.All(_planes, v => Assert.InRange(v, -0.01f, 255.01f));
        }
    }

    [Fact]
    public void Random_numbers_are_as_they_should_be()
    {
        var random = new SampleRandom(5, 0, 0);
        double[] uniform = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble())],
            normal = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextNormal())];
        double[] beta = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextBeta(0.4))];

        Assert.Equal(0.5, uniform.Average(), tolerance: 0.01);
        Assert.Equal(0, normal.Average(), tolerance: 0.03);
        Assert.Equal(1, normal.Average(v => v * v), tolerance: 0.05);
        Assert.Equal(0.5, beta.Average(), tolerance: 0.01);
        // The variance of a symmetric beta distribution is 1 / (4 (2 alpha + 1)).
        Assert.Equal(1 / (4 * 1.8), beta.Average(v => (v - 0.5) * (v - 0.5)), tolerance: 0.005);
    }

    [Theory]
    [InlineData("Rotation is 181; allowed: 0 to 180")]
    [InlineData("CropArea is 0; allowed: above 0, up to 1")]
    [InlineData("Hue is 0.6; allowed: 0 to 0.5")]
    [InlineData("ShiftPixels is -1; allowed: 0 to 16384")]
    public void Values_outside_of_what_is_allowed_are_refused(string expected)
    {
        AugmentationOptions[] wrong = [new() { Rotation = 181 }, new() { CropArea = 0 }, new() { Hue = 0.6 }, new() { ShiftPixels = -1 }];

        Assert.Contains(wrong, o => Assert.Throws<ArgumentException>(o.Validate).Message.Contains(expected, StringComparison.Ordinal));
    }

    private void Equal(string name, float tolerance) =>
        Assert.All(Cases[name].Zip(_planes), p => Assert.Equal(p.First, p.Second, tolerance));

    private delegate void Change(ImagePlanes image);
}
