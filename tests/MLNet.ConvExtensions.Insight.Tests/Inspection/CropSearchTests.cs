using MLNet.ConvExtensions.Insight.Inspection.Copies;
using MLNet.ConvExtensions.Insight.Inspection.Photos;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

/// <summary>Where a picture lies in another one.</summary>
public sealed class CropSearchTests
{
    private const int Side = 64;

    [Theory]
    [InlineData(0.4, 30, 12)]
    [InlineData(0.5, 0, 32)]
    [InlineData(0.75, 16, 10)]
    [InlineData(0.75, 0, 0)]
    public void The_best_place_of_all_is_where_the_part_was_cut_out(double side, int left, int top)
    {
        GreyPicture whole = Picture(5);
        int length = (int)(side * Side);
        var part = new float[length * length];
        for (int y = 0; y < length; y++)
            whole.Values.AsSpan(((top + y) * Side) + left, length).CopyTo(part.AsSpan(y * length));

        PictureWindow found = new CropSearch(whole).Find(new SizedDetails(new GreyPicture(length, length, part)), 1, 0.7).First();

        Assert.Equal((double)left / Side, found.Left, 0.03);
        Assert.Equal((double)top / Side, found.Top, 0.03);
        Assert.Equal(side, found.Width, 0.05);
    }

    [Fact]
    public void A_picture_of_something_else_lies_nowhere() =>
        Assert.Empty(new CropSearch(Picture(5)).Find(new SizedDetails(Picture(6)), 1, 0.7));

    // Waves of its own in all directions, so that no two places look the same.
    private static GreyPicture Picture(int seed)
    {
        var random = new Random(seed);
        (double X, double Y, double Start)[] waves =
        [
            .. Enumerable.Range(0, 12).Select(_ => (random.NextDouble() - 0.5, random.NextDouble() - 0.5, 6 * random.NextDouble())),
        ];
        var values = new float[Side * Side];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(128 + waves.Sum(w => 10 * Math.Sin(((i % Side) * w.X) + ((i / Side) * w.Y) + w.Start)));
        return new GreyPicture(Side, Side, values);
    }
}
