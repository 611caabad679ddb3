using MLNet.ConvExtensions.Insight.Inspection.Photos;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

public sealed class GreyPictureTests
{
    public static TheoryData<int> Pictures => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Sharpness_is_the_variance_of_the_Laplacian_with_mirrored_borders(int index)
    {
        Expected.Picture expected = Expected.Read().Pictures[index];
        var picture = new GreyPicture(expected.Width, expected.Height, expected.Grey);
        Assert.Equal(expected.Sharpness, picture.LaplacianVariance(), 1e-6 * expected.Sharpness);
    }

    [Fact]
    public void A_smaller_picture_has_the_means_of_the_areas()
    {
        var picture = new GreyPicture(3, 2, [0, 30, 60, 90, 120, 150]);
        Assert.Equal([75], picture.Resize(1, 1).Values);
        Assert.Equal([30, 120], picture.Resize(1, 2).Values);
        // One and a half pixels each.
        GreyPicture half = picture.Resize(2, 1);
        Assert.Equal(55, half.Values[0], 1e-4);
        Assert.Equal(95, half.Values[1], 1e-4);
    }

    [Fact]
    public void A_larger_picture_repeats_pixels() => Assert.Equal([1, 1, 5, 5], new GreyPicture(2, 1, [1, 5]).Resize(4, 1).Values);

    [Fact]
    public void A_mirrored_picture_has_the_mirrored_hash()
    {
        GreyPicture picture = Random(3);
        PictureHash hash = PictureHash.Of(picture),
            mirrored = PictureHash.Of(picture.Mirror());
        Assert.Equal(hash.MirroredBits, mirrored.Bits);
        Assert.Equal(0, hash.Distance(mirrored));
        Assert.InRange(hash.Distance(PictureHash.Of(Random(4))), 13, 64);
    }

    private static GreyPicture Random(int seed)
    {
        var random = new Random(seed);
        return new GreyPicture(64, 64, [.. Enumerable.Range(0, 64 * 64).Select(_ => (float)random.Next(256))]);
    }
}
