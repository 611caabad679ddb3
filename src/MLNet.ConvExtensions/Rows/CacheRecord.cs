using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Rows;

/// <summary>
/// A record of a cache file: key (16 bytes), number of features (4), checksum of these (4), features, checksum of key, number and features
/// (4): features that got under another image's key are told, too. Numbers are little-endian, checksums CRC-32C.
/// </summary>
internal static class CacheRecord
{
    public const int HeaderLength = 24;

    private const int ChecksumLength = sizeof(uint);
    private const int NumbersLength = 20;
    private const int MostFeatures = 1 << 28;

    public static int LengthFor(int width) => checked(HeaderLength + (sizeof(float) * width) + ChecksumLength);

    public static void Write(UInt128 key, ReadOnlySpan<float> features, Span<byte> record)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(record, key);
        BinaryPrimitives.WriteInt32LittleEndian(record[16..], features.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[NumbersLength..], Checksum(record[..NumbersLength]));
        Span<byte> content = record[HeaderLength..^ChecksumLength];
        MemoryMarshal.AsBytes(features).CopyTo(content);
        BinaryPrimitives.WriteUInt32LittleEndian(record[^ChecksumLength..], Checksum(content, Checksum(record[..NumbersLength])));
    }

    /// <summary>Reads the beginning of a record; false if it is damaged.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> header, out UInt128 key, out int width)
    {
        key = BinaryPrimitives.ReadUInt128LittleEndian(header);
        width = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        return width is > 0 and <= MostFeatures
            && BinaryPrimitives.ReadUInt32LittleEndian(header[NumbersLength..]) == Checksum(header[..NumbersLength]);
    }

    /// <summary>Reads the features out of a whole record; false if it is damaged or another image's.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, UInt128 key, Span<float> features)
    {
        if (!TryReadHeader(record, out UInt128 found, out int width) || found != key || width != features.Length)
            return false;
        ReadOnlySpan<byte> content = record[HeaderLength..^ChecksumLength];
        if (BinaryPrimitives.ReadUInt32LittleEndian(record[^ChecksumLength..]) != Checksum(content, Checksum(record[..NumbersLength])))
            return false;
        content.CopyTo(MemoryMarshal.AsBytes(features));
        return true;
    }

    /// <param name="bytes">The bytes.</param>
    /// <param name="before">The checksum of what comes before them. What ends in its own checksum has the same one whatever it is.</param>
    private static uint Checksum(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint crc = ~before;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
