using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace MLNet.ConvExtensions.Conformance.Imaging;

public class ResizeImagesTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void The_column_has_the_new_size()
    {
        byte[] png = PngFile.FromRgb(3, 3, (_, _) => (1, 2, 3));
        IDataView output = _ml.Run(_ml.Transforms.ResizeImages("Out", 5, 4, "Image"), png);
        Assert.Equal(new ImageDataViewType(4, 5), output.Schema["Out"].Type);
        Assert.Equal("5x4", output.GetColumn<MLImage>(output.Schema["Out"]).Select(image => $"{image.Width}x{image.Height}").Single());
    }

    [Fact]
    public void Fill_takes_the_nearest_pixel()
    {
        byte[] png = PngFile.FromRgb(4, 2, (x, y) => (10 * x, 100 * y, 0));
        byte[] pixels = _ml.Rgb(_ml.Transforms.ResizeImages("Out", 2, 4, "Image", ResizingKind.Fill), png);
        Assert.Equal([10, 0, 0, 30, 0, 0, 10, 0, 0, 30, 0, 0, 10, 100, 0, 30, 100, 0, 10, 100, 0, 30, 100, 0], pixels);
    }

    [Fact]
    public void An_image_of_the_right_size_is_left_as_it_is()
    {
        byte[] png = PngFile.FromRgb(4, 2, (x, y) => (10 * x, 100 * y, 7));
        byte[] pixels = _ml.Rgb(_ml.Transforms.ResizeImages("Out", 4, 2, "Image"), png);
        Assert.Equal([0, 0, 7, 10, 0, 7, 20, 0, 7, 30, 0, 7, 0, 100, 7, 10, 100, 7, 20, 100, 7, 30, 100, 7], pixels);
    }

    [Fact]
    public void Padding_is_black_around_the_middle()
    {
        byte[] png = PngFile.FromRgb(4, 2, (_, _) => (200, 100, 50));
        byte[] pixels = _ml.Rgb(_ml.Transforms.ResizeImages("Out", 8, 8, "Image", ResizingKind.IsoPad), png);
        for (int y = 0; y < 8; y++)
        {
            byte[] expected = y is 2 or 3 or 4 or 5 ? [200, 100, 50] : [0, 0, 0];
            for (int x = 0; x < 8; x++)
                Assert.Equal(expected, pixels[(3 * ((8 * y) + x))..][..3]);
        }
    }

    [Theory]
    [InlineData(Anchor.Left, 200)]
    [InlineData(Anchor.Right, 20)]
    public void Cropping_across_keeps_the_anchored_side(Anchor anchor, int red)
    {
        byte[] png = PngFile.FromRgb(16, 8, (x, _) => (x < 8 ? 200 : 20, 0, 0));
        byte[] pixels = _ml.Rgb(_ml.Transforms.ResizeImages("Out", 4, 4, "Image", ResizingKind.IsoCrop, anchor), png);
        Assert.All(Reds(pixels), value => Assert.InRange(Math.Abs(value - red), 0, 25));
    }

    [Theory]
    [InlineData(Anchor.Top, 200)]
    [InlineData(Anchor.Bottom, 20)]
    public void Cropping_down_keeps_the_anchored_side(Anchor anchor, int red)
    {
        byte[] png = PngFile.FromRgb(8, 16, (_, y) => (y < 8 ? 200 : 20, 0, 0));
        byte[] pixels = _ml.Rgb(_ml.Transforms.ResizeImages("Out", 4, 4, "Image", ResizingKind.IsoCrop, anchor), png);
        Assert.All(Reds(pixels), value => Assert.InRange(Math.Abs(value - red), 0, 25));
    }

    [Fact]
    public void Cropping_to_the_center_is_the_default()
    {
        byte[] png = PngFile.FromRgb(24, 8, (x, _) => (x is >= 8 and < 16 ? 200 : 20, 0, 0));
        byte[] pixels = _ml.Rgb(_ml.Transforms.ResizeImages("Out", 4, 4, "Image"), png);
        Assert.All([1, 2], x => Assert.InRange(Reds(pixels)[x], 195, 200));
    }

    [Fact]
    public void One_color_stays_one_color()
    {
        byte[] png = PngFile.FromRgb(50, 33, (_, _) => (10, 120, 250));
        foreach (ResizingKind kind in new[] { ResizingKind.Fill, ResizingKind.IsoCrop })
        {
            foreach ((int width, int height) in new[] { (7, 9), (100, 90) })
                Assert.All(_ml.Rgb(_ml.Transforms.ResizeImages("Out", width, height, "Image", kind), png).Chunk(3), pixel => Assert.Equal([10, 120, 250], pixel));
        }
    }

    [Fact]
    public void A_size_of_nothing_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.ResizeImages("Out", 0, 4, "Image"));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.ResizeImages("Out", 4, -1, "Image"));
    }

    [Fact]
    public void Other_columns_than_images_are_refused() =>
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.ResizeImages("Out", 4, 4, "Path").Fit(_ml.Paths("a.png")));

    [Fact]
    public void Gray_weighs_the_colors()
    {
        byte[] png = PngFile.FromRgb(3, 1, (x, _) => (x == 0 ? 200 : 0, x == 1 ? 200 : 0, x == 2 ? 200 : 0));
        byte[] pixels = _ml.Rgb(_ml.Transforms.ConvertToGrayscale("Out", "Image"), png);
        Assert.Equal([60, 60, 60, 118, 118, 118, 22, 22, 22], pixels);
    }

    [Fact]
    public void Gray_keeps_the_size()
    {
        byte[] png = PngFile.FromRgb(3, 2, (_, _) => (1, 2, 3));
        Assert.Equal(new ImageDataViewType(2, 3), _ml.Run(_ml.Transforms.ConvertToGrayscale("Out", "Image"), png).Schema["Out"].Type);
    }

    private static byte[] Reds(byte[] pixels) => [.. pixels.Where((_, i) => i % 3 == 0)];
}
