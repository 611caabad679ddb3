using System.Buffers.Binary;

namespace SkiaSharp;

/// <summary>Reads the orientation tag of a JPEG file's EXIF segment.</summary>
internal static class ExifOrigin
{
    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;
    private const int EntrySize = 12;

    public static SKEncodedOrigin Find(ReadOnlySpan<byte> jpeg)
    {
        ReadOnlySpan<byte> tiff = JpegMarkers.Find(jpeg, JpegMarkers.App1, "Exif\0"u8);
        // One byte of padding stands between the name and the TIFF header.
        return tiff.Length < 9 ? SKEncodedOrigin.TopLeft : FindInTiff(tiff[1..]);
    }

    private static SKEncodedOrigin FindInTiff(ReadOnlySpan<byte> tiff)
    {
        bool little = tiff.StartsWith("II"u8);
        if (!little && !tiff.StartsWith("MM"u8))
            return SKEncodedOrigin.TopLeft;

        uint directory = ReadUInt32(tiff[4..], little);
        if (directory > tiff.Length - 2)
            return SKEncodedOrigin.TopLeft;

        ReadOnlySpan<byte> rest = tiff[(int)directory..];
        int count = ReadUInt16(rest, little);
        rest = rest[2..];
        for (int i = 0; i < count && rest.Length >= EntrySize; i++, rest = rest[EntrySize..])
        {
            if (ReadUInt16(rest, little) != OrientationTag)
                continue;
            ushort value = ReadUInt16(rest[8..], little);
            return ReadUInt16(rest[2..], little) == ShortType && ReadUInt32(rest[4..], little) == 1 && value is >= 1 and <= 8
                ? (SKEncodedOrigin)value
                : SKEncodedOrigin.TopLeft;
        }

        return SKEncodedOrigin.TopLeft;
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
