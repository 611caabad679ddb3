using System.Buffers.Binary;

namespace MLNet.ConvExtensions.Imaging;

/// <summary>
/// Reads how a PNG is to be turned, out of its eXIf chunk (PNG 3rd edition, 11.3.5.4), which SkiaSharp 2.88 leaves alone.
/// </summary>
internal static class PngOrientation
{
    private const int Upright = 1,
        SignatureLength = 8,
        ChunkOverhead = 12,
        EntryLength = 12,
        OrientationTag = 0x0112,
        TypeShort = 3;

    /// <summary>The EXIF orientation, 1 to 8; 1 where the file has none, or none that can be read.</summary>
    public static int Of(ReadOnlySpan<byte> png)
    {
        ReadOnlySpan<byte> rest = png.Length > SignatureLength ? png[SignatureLength..] : [];
        while (rest.Length >= ChunkOverhead)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkOverhead)
                return Upright;
            if (rest[4..8].SequenceEqual("eXIf"u8))
                return OfTiff(rest.Slice(8, (int)length));
            rest = rest[((int)length + ChunkOverhead)..];
        }

        return Upright;
    }

    /// <summary>The tag in the first directory of a TIFF structure of either byte order.</summary>
    private static int OfTiff(ReadOnlySpan<byte> tiff)
    {
        bool little = tiff is [(byte)'I', (byte)'I', ..];
        if (tiff.Length < 8 || !(little || tiff is [(byte)'M', (byte)'M', ..]))
            return Upright;
        uint start = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (start > tiff.Length - 2)
            return Upright;
        ReadOnlySpan<byte> directory = tiff[(int)start..];
        int count = Short(directory, little);
        directory = directory[2..];
        for (int i = 0; i < count && directory.Length >= EntryLength; i++, directory = directory[EntryLength..])
        {
            if (Short(directory, little) == OrientationTag && Short(directory[2..], little) == TypeShort)
                return Short(directory[8..], little) is >= 1 and <= 8 and int orientation ? orientation : Upright;
        }

        return Upright;
    }

    private static int Short(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
