using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Tests.Rows;

public sealed class CacheRecordTests
{
    private const int Width = 3;

    [Fact]
    public void A_record_gives_back_its_features()
    {
        var features = new float[Width];
        Assert.True(CacheRecord.TryRead(Record(7, 1, 2, 3), 7, features));
        Assert.Equal([1, 2, 3], features);
    }

    /// <summary>Both parts are whole; together they would give an image the features of another.</summary>
    [Fact]
    public void The_head_of_one_record_and_the_features_of_another_are_no_record()
    {
        byte[] mixed = [.. Record(7, 1, 2, 3)[..CacheRecord.HeaderLength], .. Record(8, 4, 5, 6)[CacheRecord.HeaderLength..]];

        Assert.True(CacheRecord.TryReadHeader(mixed, out _, out _));
        Assert.False(CacheRecord.TryRead(mixed, 7, new float[Width]));
        Assert.False(CacheRecord.TryRead(mixed, 8, new float[Width]));
    }

    [Fact]
    public void Each_bit_counts()
    {
        byte[] record = Record(7, 1, 2, 3);
        for (int bit = 0; bit < 8 * record.Length; bit++)
        {
            byte[] changed = [.. record];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(CacheRecord.TryRead(changed, 7, new float[Width]), $"bit {bit}");
        }
    }

    private static byte[] Record(int key, params float[] features)
    {
        var record = new byte[CacheRecord.LengthFor(features.Length)];
        CacheRecord.Write((UInt128)key, features, record);
        return record;
    }
}
