using System.Buffers.Binary;

namespace SkiaSharp;

/// <summary>Expands run-length encoded BMP files of 8 and 4 bits a pixel, which stb_image leaves to its caller.</summary>
internal static class BmpRunLengths
{
    private const int FileHeader = 14;
    private const int InfoHeader = 40;
    private const int Runs8 = 1;
    private const int Runs4 = 2;
    private const int PaletteEntry = 4;
    private const int MaxPixels = 1 << 28;

    /// <summary>The same picture without compression; the file itself where it is not of this kind or can't be expanded.</summary>
    public static ReadOnlyMemory<byte> Expand(ReadOnlyMemory<byte> data, out bool truncated)
    {
        truncated = false;
        ReadOnlySpan<byte> file = data.Span;
        if (file.Length < FileHeader + InfoHeader)
            return data;
        int compression = Int32(file, 30), bits = Int32(file, 28) & 0xFFFF;
        int width = Int32(file, 18), height = Int32(file, 22), offset = Int32(file, 10);
        int paletteAt = FileHeader + Int32(file, FileHeader);
        if (!(compression == Runs8 && bits == 8) && !(compression == Runs4 && bits == 4))
            return data;
        if (width <= 0 || height <= 0 || (long)width * height > MaxPixels || paletteAt < FileHeader + InfoHeader
            || offset < paletteAt || offset > file.Length)
            return data;

        const int colors = 256;
        int stride = (width + 3) / 4 * 4;
        int pixelsAt = FileHeader + InfoHeader + (colors * PaletteEntry);
        byte[] expanded = new byte[pixelsAt + (stride * height)];
        file[..(FileHeader + InfoHeader)].CopyTo(expanded);
        Write(expanded, 2, expanded.Length);
        Write(expanded, 10, pixelsAt);
        Write(expanded, FileHeader, InfoHeader);
        BinaryPrimitives.WriteUInt16LittleEndian(expanded.AsSpan(28), 8);
        Write(expanded, 30, 0);
        Write(expanded, 46, 0);
        ReadOnlySpan<byte> palette = file[paletteAt..offset];
        palette[..Math.Min(palette.Length, colors * PaletteEntry)].CopyTo(expanded.AsSpan(FileHeader + InfoHeader));
        truncated = !TryExpandRows(file[offset..], expanded.AsSpan(pixelsAt), width, height, stride, bits);
        return expanded;
    }

    private static bool TryExpandRows(ReadOnlySpan<byte> runs, Span<byte> rows, int width, int height, int stride, int bits)
    {
        int x = 0, y = 0, at = 0;
        while (y < height && at + 2 <= runs.Length)
        {
            int count = runs[at++], value = runs[at++];
            if (count > 0)
            {
                for (int i = 0; i < count && x < width; i++)
                    rows[(y * stride) + x++] = Index(value, i, bits);
                continue;
            }

            switch (value)
            {
                case 0:
                    (x, y) = (0, y + 1);
                    break;
                case 1:
                    return true;
                case 2:
                    if (at + 2 > runs.Length)
                        return false;
                    x = Math.Min(x + runs[at++], width);
                    y += runs[at++];
                    break;
                default:
                    int bytes = bits == 8 ? value : (value + 1) / 2;
                    if (at + bytes > runs.Length)
                        return false;
                    for (int i = 0; i < value && x < width; i++)
                        rows[(y * stride) + x++] = bits == 8 ? runs[at + i] : Index(runs[at + (i / 2)], i, bits);
                    at += (bytes + 1) / 2 * 2;
                    break;
            }
        }

        return y >= height;
    }

    private static byte Index(int value, int i, int bits) => (byte)(bits == 8 ? value : i % 2 == 0 ? value >> 4 : value & 15);

    private static int Int32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file[at..]);

    private static void Write(Span<byte> file, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file[at..], value);
}
