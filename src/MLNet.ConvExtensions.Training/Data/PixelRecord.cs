using System.Buffers.Binary;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// An image in a file of pixels: the key of its source, the checksum of what follows, the key of its content, and the pixels. Records begin
/// at multiples of 64 bytes. One that was never written, or not to its end, has a checksum that doesn't fit.
/// </summary>
internal static class PixelRecord
{
    public const int HeaderLength = 64;

    private const int Checked = 32;

    public static int LengthFor(int pixels) => checked((HeaderLength + pixels + 63) / 64 * 64);

    /// <summary>Writes the header of a record whose pixels are there. What has no key isn't looked for again, and has no checksum.</summary>
    public static void WriteHeader(ImageKey key, Span<byte> record)
    {
        record[..HeaderLength].Clear();
        if (key == default)
            return;
        BinaryPrimitives.WriteUInt128LittleEndian(record, key.Source);
        BinaryPrimitives.WriteUInt128LittleEndian(record[Checked..], key.Content);
        BinaryPrimitives.WriteUInt128LittleEndian(record[16..], ImageKey.Hash(record[Checked..]));
    }

    /// <summary>The key in a header; none where nothing was written.</summary>
    public static ImageKey ReadKey(ReadOnlySpan<byte> header) =>
        new(BinaryPrimitives.ReadUInt128LittleEndian(header), BinaryPrimitives.ReadUInt128LittleEndian(header[Checked..]));

    public static bool IsWhole(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt128LittleEndian(record[16..]) == ImageKey.Hash(record[Checked..]);
}
