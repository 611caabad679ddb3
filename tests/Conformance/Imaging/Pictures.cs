using SkiaSharp;

namespace MLNet.ConvExtensions.Conformance.Imaging;

/// <summary>Encoded pictures of known content.</summary>
internal static class Pictures
{
    /// <summary>A smooth picture, so that what JPEG loses stays small.</summary>
    public static SKBitmap Gradient(int width, int height)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                bitmap.SetPixel(x, y, new SKColor((byte)(255 * x / width), (byte)(255 * y / height), 128));
        }

        return bitmap;
    }

    public static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format, int quality = 95)
    {
        using SKImage image = SKImage.FromBitmap(bitmap)!;
        using SKData data = image.Encode(format, quality)!;
        return data.ToArray();
    }

    public static byte[] Jpeg(int width, int height)
    {
        using SKBitmap bitmap = Gradient(width, height)!;
        return Encode(bitmap, SKEncodedImageFormat.Jpeg);
    }

    /// <summary>A JPEG file with an EXIF segment that says how it is turned.</summary>
    public static byte[] JpegWithOrientation(int width, int height, ushort orientation, bool littleEndian = true)
    {
        byte[] tiff = littleEndian
            ? [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0]
            : [(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        byte[] content = [(byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, .. tiff];
        byte[] jpeg = Jpeg(width, height);
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(content.Length + 2), .. content, .. jpeg[2..]];
    }

    /// <summary>A BMP file of 24 bits a pixel; its rows are stored from the bottom, padded to 4 bytes.</summary>
    public static byte[] Bmp(int width, int height, Func<int, int, (byte R, byte G, byte B)> color)
    {
        int stride = ((3 * width) + 3) / 4 * 4;
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("BM"u8);
        writer.Write(54 + (stride * height));
        writer.Write(0);
        writer.Write(54);
        writer.Write(40);
        writer.Write(width);
        writer.Write(height);
        writer.Write((short)1);
        writer.Write((short)24);
        writer.Write(new byte[24]);
        for (int y = height - 1; y >= 0; y--)
        {
            byte[] row = new byte[stride];
            for (int x = 0; x < width; x++)
                (row[(3 * x) + 2], row[(3 * x) + 1], row[3 * x]) = color(x, y);
            writer.Write(row);
        }

        return file.ToArray();
    }

    /// <summary>A GIF file of 2 x 1 pixels: the first green, the second transparent where that is asked for and red otherwise.</summary>
    public static byte[] Gif(bool transparent)
    {
        byte[] control = transparent ? [0x21, 0xF9, 4, 1, 0, 0, 0, 0] : [];
        // Palette: red, green. Codes of 3 bits: clear (4), 1, 0, end (5).
        return
        [
            .. "GIF89a"u8, 2, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 255, 0, .. control,
            0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 0x0C, 0x0A, 0, 0x3B,
        ];
    }
}
