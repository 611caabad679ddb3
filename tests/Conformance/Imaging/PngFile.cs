using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MLNet.ConvExtensions.Conformance.Imaging;

/// <summary>Writes PNG files of every kind, from the bytes of their rows.</summary>
internal static class PngFile
{
    public const byte Gray = 0, Rgb = 2, Palette = 3, GrayAlpha = 4, Rgba = 6;

    public static byte[] Write(int width, int height, byte bitDepth, byte colorType, byte[][] rows, byte[]? palette = null, byte[]? transparency = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bitDepth, colorType);
        WriteChunk(file, "IHDR", header);
        if (palette != null)
            WriteChunk(file, "PLTE", palette);
        if (transparency != null)
            WriteChunk(file, "tRNS", transparency);
        WriteChunk(file, "IDAT", Compress([.. rows.SelectMany(row => (byte[])[0, .. row])]));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    public static byte[] FromRgb(int width, int height, Func<int, int, (int R, int G, int B)> color) =>
        Write(width, height, 8, Rgb, [.. Enumerable.Range(0, height).Select(y => Enumerable.Range(0, width).SelectMany(x =>
        {
            (int r, int g, int b) = color(x, y);
            return new[] { (byte)r, (byte)g, (byte)b };
        }).ToArray())]);

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var stream = new ZLibStream(compressed, CompressionLevel.NoCompression, leaveOpen: true))
            stream.Write(bytes);
        return compressed.ToArray();
    }

    private static void WriteChunk(Stream file, string name, byte[] content)
    {
        byte[] chunk = [.. Encoding.ASCII.GetBytes(name), .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(chunk);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(chunk));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
