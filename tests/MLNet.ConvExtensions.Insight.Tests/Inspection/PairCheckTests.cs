using MLNet.ConvExtensions.Insight.Inspection.Copies;
using MLNet.ConvExtensions.Insight.Inspection.Photos;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

/// <summary>Which pairs of photos are copies, and in what way.</summary>
public sealed class PairCheckTests : IDisposable
{
    private static readonly SKColor Color = new(120, 140, 100);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Ways => ["same", "low quality", "half", "squeezed", "twice"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_photo_that_was_encoded_anew_or_resized_is_a_whole_copy(string way)
    {
        MeasuredPhoto copy = way switch
        {
            "low quality" => Measure(Photo(1), quality: 30),
            "half" => Measure(DrawnPhotos.Resize(Photo(1), 0.5, 0.5)),
            "squeezed" => Measure(DrawnPhotos.Resize(Photo(1), 1, 0.8)),
            "twice" => Measure(DrawnPhotos.Resize(Photo(1), 2, 2)),
            _ => Measure(Photo(1)),
        };
        ImageCopy found = Check(Measure(Photo(1)), copy)!;
        Assert.Equal(1, found.Area);
        Assert.False(found.IsMirrored);
        Assert.InRange(found.Correlation, 0.9, 1.0001);
        Assert.Equal(way == "twice" ? 0 : 1, found.Image);
    }

    [Fact]
    public void A_mirrored_photo_is_a_mirrored_copy()
    {
        ImageCopy found = Check(Measure(Photo(2)), Measure(DrawnPhotos.Resize(DrawnPhotos.Mirror(Photo(2)), 0.6, 0.6)))!;
        Assert.True(found.IsMirrored);
        Assert.Equal((1, 0, 1.0), (found.Image, found.Original, found.Area));
    }

    [Theory]
    [InlineData(0.9, 0.05, 0.1, false)]
    [InlineData(0.8, 0.2, 0, false)]
    [InlineData(0.7, 0.1, 0.25, false)]
    [InlineData(0.8, 0, 0.2, true)]
    public void A_crop_is_a_copy_of_the_part_that_it_shows(double side, double left, double top, bool isMirrored)
    {
        SKBitmap crop = DrawnPhotos.Crop(Photo(3), left, top, side);
        MeasuredPhoto part = Measure(isMirrored ? DrawnPhotos.Mirror(crop) : crop),
            whole = Measure(Photo(3));
        foreach (bool isFirst in (bool[])[true, false])
        {
            ImageCopy found = (isFirst ? Check(part, whole) : Check(whole, part))!;
            Assert.Equal(isFirst ? (0, 1) : (1, 0), (found.Image, found.Original));
            Assert.Equal(isMirrored, found.IsMirrored);
            Assert.Equal(side * side, found.Area, 0.05);
        }
    }

    [Fact]
    public void Different_photos_are_no_copies()
    {
        MeasuredPhoto[] photos = [.. Enumerable.Range(0, 8).Select(i => Measure(Photo(i)))];
        for (int i = 0; i < photos.Length; i++)
        {
            for (int j = 0; j < i; j++)
                Assert.Null(Check(photos[i], photos[j]));
        }
    }

    [Fact]
    public void Photos_of_one_scene_in_which_something_moved_are_no_copies()
    {
        MeasuredPhoto first = Measure(Scene(40)),
            second = Measure(Scene(95));
        Assert.Null(Check(first, second));
        Assert.NotNull(Check(first, Measure(Scene(40), quality: 40)));
    }

    [Theory]
    [InlineData(12, 9)]
    [InlineData(12, 12)]
    public void Stripes_fit_into_stripes_everywhere_and_are_copies_only_where_they_are_the_same(int width, int other)
    {
        MeasuredPhoto first = Measure(Stripes(width, 0)),
            second = Measure(Stripes(other, 4));
        Assert.Null(Check(first, second));
        Assert.NotNull(Check(first, Measure(DrawnPhotos.Resize(Stripes(width, 0), 0.7, 0.7), quality: 60)));
    }

    private static SKBitmap Stripes(int width, int start) =>
        DrawnPhotos.Draw(
            0,
            Color,
            more: canvas =>
            {
                canvas.Clear(Color);
                using var paint = new SKPaint { Color = SKColors.DarkSlateGray, IsAntialias = true };
                for (int x = start; x < 150; x += 2 * width)
                    canvas.DrawRect(x, 0, width, 120, paint);
            }
        );

    private static SKBitmap Scene(int animal) =>
        DrawnPhotos.Draw(
            7,
            Color,
            more: canvas =>
            {
                using var paint = new SKPaint { Color = SKColors.White, IsAntialias = true };
                using var spots = new SKPaint { Color = SKColors.Black, IsAntialias = true };
                canvas.DrawOval(animal, 70, 22, 14, paint);
                for (int i = 0; i < 6; i++)
                    canvas.DrawCircle(animal - 15 + (6 * i), 66 + (5 * (i % 3)), 2, spots);
            }
        );

    private static SKBitmap Photo(int seed) => DrawnPhotos.Draw(seed, Color);

    private static ImageCopy? Check(MeasuredPhoto first, MeasuredPhoto second) => new PairCheck(0, first).With(1, second);

    private MeasuredPhoto Measure(SKBitmap photo, int quality = 92)
    {
        string file = _folder.File(Path.GetRandomFileName() + ".jpg");
        DrawnPhotos.Save(photo, file, quality);
        return PhotoMeasurer.Measure(file);
    }
}
