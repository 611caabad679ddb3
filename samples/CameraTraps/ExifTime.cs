using System.Buffers.Binary;
using System.Text;

namespace CameraTraps;

/// <summary>Writes EXIF's DateTimeOriginal into a JPEG, as cameras do.</summary>
internal static class ExifTime
{
    private const ushort ExifPointer = 0x8769,
        DateTimeOriginal = 0x9003,
        Ascii = 2,
        Long = 4;

    public static byte[] Add(byte[] jpeg, DateTime time)
    {
        byte[] text = Encoding.ASCII.GetBytes(
            time.ToString("yyyy:MM:dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) + '\0'
        );
        // A directory is a count, entries of 12 bytes, and where the next one is: none.
        var tiff = new byte[8 + 18 + 18 + text.Length];
        "II*\0"u8.CopyTo(tiff);
        BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(4), 8);
        Directory(tiff.AsSpan(8), ExifPointer, Long, 1, 26);
        Directory(tiff.AsSpan(26), DateTimeOriginal, Ascii, (uint)text.Length, 44);
        text.CopyTo(tiff, 44);
        byte[] header = [0xFF, 0xE1, 0, 0, .. "Exif\0\0"u8];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(header.Length - 2 + tiff.Length));
        return [.. jpeg[..2], .. header, .. tiff, .. jpeg[2..]];
    }

    private static void Directory(Span<byte> at, ushort tag, ushort type, uint count, uint value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(at, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], tag);
        BinaryPrimitives.WriteUInt16LittleEndian(at[4..], type);
        BinaryPrimitives.WriteUInt32LittleEndian(at[6..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(at[10..], value);
    }
}
