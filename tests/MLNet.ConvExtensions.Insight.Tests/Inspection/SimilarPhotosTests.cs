using MLNet.ConvExtensions.Insight.Inspection.Features;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

public sealed class SimilarPhotosTests
{
    [Fact]
    public void Photos_without_features_are_nobodys_neighbors_and_have_none()
    {
        float[]?[] features =
        [
            [1, 0],
            null,
            [0.8f, 0.6f],
            [0, 1],
            null,
        ];
        Neighbor[][] found = SimilarPhotos.Find(features, 5, 1, _ => { }, default);
        Assert.Equal([2, 3], found[0].Select(n => n.Row));
        Assert.Equal([0, 3], found[2].Select(n => n.Row));
        Assert.Equal([2, 0], found[3].Select(n => n.Row));
        Assert.Equal(0.2, found[0][0].Distance, 1e-6);
        Assert.Empty(found[1]);
    }

    [Fact]
    public void One_photo_has_no_neighbors() => Assert.All(SimilarPhotos.Find([null, [1, 0]], 5, 1, _ => { }, default), Assert.Empty);
}
