using MLNet.ConvExtensions.Insight.Tests.Explanations;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Tests.Activations;

public sealed class PictureTests
{
    [Fact]
    public void Kernels_of_three_channels_are_in_their_colours_and_others_gray()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<LayerKernels> kernels = LayerKernels.Of(SmallNetworks.Flat);
        Assert.Equal([("conv1", 6, 3, 6), ("conv2", 8, 6, 48)], kernels.Select(k => (k.Layer, k.Filters, k.Channels, k.Pictures)));
        float[] weights = SmallNetworks.Flat.Weights[0].Contents.ToFloats();
        kernels[0].SavePicture(folder.File("kernels.png"));
        kernels[1].SavePicture(folder.File("gray.png"), most: 5);
        using SKBitmap colours = SKBitmap.Decode(folder.File("kernels.png")),
            gray = SKBitmap.Decode(folder.File("gray.png"));

        // Each weight is 14 pixels a side, kernels are 2 apart, and three are side by side.
        Assert.Equal(((3 * 44) - 2, (2 * 44) - 2), (colours.Width, colours.Height));
        float most = weights[..27].Max(Math.Abs);
        SKColor first = colours.GetPixel(0, 0),
            last = colours.GetPixel(41, 41);
        Assert.Equal([Shade(weights[0]), Shade(weights[9]), Shade(weights[18])], new[] { first.Red, first.Green, first.Blue });
        Assert.Equal([Shade(weights[8]), Shade(weights[17]), Shade(weights[26])], new[] { last.Red, last.Green, last.Blue });
        SKColor one = gray.GetPixel(20, 20);
        Assert.True(one.Red == one.Green && one.Green == one.Blue);
        Assert.Equal(0, gray.GetPixel(gray.Width - 1, gray.Height - 1).Alpha);

        byte Shade(float weight) => (byte)Math.Round((0.5f + (weight / most / 2)) * 255);
    }

    [Fact]
    public void Networks_that_take_blue_first_have_their_kernels_in_the_right_colours()
    {
        using var folder = new TemporaryFolder();
        LayerKernels.Of(SmallNetworks.Flat)[0].SavePicture(folder.File("red.png"));
        LayerKernels.Of(SmallNetworks.Flat, blueFirst: true)[0].SavePicture(folder.File("blue.png"));
        using SKBitmap red = SKBitmap.Decode(folder.File("red.png")),
            blue = SKBitmap.Decode(folder.File("blue.png"));
        Assert.Equal(red.GetPixel(0, 0).Red, blue.GetPixel(0, 0).Blue);
        Assert.NotEqual(red.GetPixel(0, 0).Red, red.GetPixel(0, 0).Blue);
    }

    [Fact]
    public void Feature_maps_go_from_black_to_white()
    {
        using var folder = new TemporaryFolder();
        using var activations = new NetworkActivations(SmallNetworks.Backbone(SmallNetworks.Flat), ["relu1"]);
        FeatureMaps maps = activations.Read(Photos.Some[0])[0];
        maps.SavePicture(folder.File("maps.png"), most: 1);
        using SKBitmap picture = SKBitmap.Decode(folder.File("maps.png"));
        Assert.Equal((48, 48), (picture.Width, picture.Height));
        int brightest = maps[0].IndexOf(maps[0].ToArray().Max()),
            darkest = maps[0].IndexOf(maps[0].ToArray().Min());
        Assert.Equal(255, picture.GetPixel(2 * (brightest % 24), 2 * (brightest / 24)).Red);
        Assert.Equal(0, picture.GetPixel(2 * (darkest % 24), 2 * (darkest / 24)).Red);
    }
}
