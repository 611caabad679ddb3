using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Stages.Detection;

namespace MLNet.ConvExtensions.Tests.Stages.Detection;

/// <summary>Where photos lie in a network's input, and the way back.</summary>
public sealed class LetterboxTests
{
    [Fact]
    public void A_photo_lies_where_ultralytics_puts_it()
    {
        foreach (int[] r in References.Of<int[][]>("letterbox"))
        {
            Letterbox place = Letterbox.Of(r[0], r[1], r[2], r[3], keepShape: true);
            Assert.Equal((r[4], r[5], r[6], r[7]), (place.Left, place.Top, place.Width, place.Height));
        }
    }

    [Fact]
    public void Its_pixels_are_those_of_Pillow_and_grey_around_them()
    {
        var photo = new PixelBuffer();
        photo.Resize(50, 20);
        for (int y = 0; y < 20; y++)
        {
            for (int x = 0; x < 50; x++)
            {
                int at = 4 * ((50 * y) + x);
                (photo.Bytes[at], photo.Bytes[at + 1]) = ((byte)((x * 5) + y), (byte)((y * 11) + x));
                photo.Bytes[at + 2] = (byte)(x * y);
            }
        }

        var planes = new float[3 * 16 * 12];
        Settings(16, 12).CreatePreprocessor().Write(photo, planes);
        Assert.Equal(References.Of<float[]>("pixels"), planes);
    }

    [Fact]
    public void A_box_comes_back_to_its_place_in_the_photo_and_is_clipped_to_it()
    {
        Letterbox place = Letterbox.Of(200, 100, 64, 64, keepShape: true);
        Assert.Equal(new BoundingBox(0.25f, 0.5f, 0.5f, 0.25f), place.ToPhoto(16, 32, 48, 40));
        Assert.Equal(new BoundingBox(0, 0, 1, 1), place.ToPhoto(-5, -5, 90, 90));
        Assert.Null(place.ToPhoto(10, 2, 20, 14));
        Assert.Equal(new BoundingBox(0.25f, 0.25f, 0.5f, 0.5f), Letterbox.Of(200, 100, 64, 64, keepShape: false).ToPhoto(16, 16, 48, 48));
    }

    [Theory]
    [InlineData(0.1, true, 40, 20, 24, 24)]
    [InlineData(0, false, 42, 27, 20, 10)]
    [InlineData(0.5, false, 32, 22, 40, 20)]
    [InlineData(2, true, 2, 0, 100, 64)]
    public void What_is_cut_out_has_its_margin_and_is_square_as_far_as_the_photo_reaches(
        double margin,
        bool square,
        int left,
        int top,
        int width,
        int height
    )
    {
        var box = new BoundingBox(42 / 128f, 27 / 64f, 20 / 128f, 10 / 64f);
        Assert.Equal((left, top, width, height), new DetectionCrop(margin, square).PartOf(box, 128, 64));
    }

    [Fact]
    public void A_part_at_the_edge_is_moved_into_the_photo_and_never_empty()
    {
        var crop = new DetectionCrop(0.5, IsSquare: true);
        Assert.Equal((0, 0, 40, 40), crop.PartOf(new BoundingBox(0, 0, 0.2f, 0.2f), 100, 100));
        Assert.Equal((60, 60, 40, 40), crop.PartOf(new BoundingBox(0.8f, 0.8f, 0.2f, 0.2f), 100, 100));
        Assert.Equal((0, 0, 1, 1), new DetectionCrop(0, true).PartOf(new BoundingBox(0, 0, 1e-6f, 1e-6f), 1, 1));
    }

    private static DetectorSettings Settings(int width, int height) =>
        new()
        {
            Layout = DetectorLayout.YoloV8,
            ClassNames = ["a"],
            Width = width,
            Height = height,
            KeepAspectRatio = true,
            Padding = 114,
        };
}
