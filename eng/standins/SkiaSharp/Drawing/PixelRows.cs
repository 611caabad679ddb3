namespace SkiaSharp;

/// <summary>Conversions between the pixel layouts, in place where both have 4 bytes.</summary>
internal static unsafe class PixelRows
{
    /// <summary>a * b / 255, rounded.</summary>
    public static int Multiply(int a, int b)
    {
        int product = (a * b) + 128;
        return (product + (product >> 8)) >> 8;
    }

    public static void SwapRedAndBlue(byte* pixels, int rowBytes, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            uint* row = (uint*)(pixels + ((long)y * rowBytes));
            for (int x = 0; x < width; x++)
            {
                uint pixel = row[x];
                row[x] = (pixel & 0xFF00FF00) | ((pixel & 0xFF) << 16) | ((pixel >> 16) & 0xFF);
            }
        }
    }

    public static void Premultiply(byte* pixels, int rowBytes, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            byte* pixel = pixels + ((long)y * rowBytes);
            for (int x = 0; x < width; x++, pixel += 4)
            {
                int alpha = pixel[3];
                if (alpha == byte.MaxValue)
                    continue;
                pixel[0] = (byte)Multiply(pixel[0], alpha);
                pixel[1] = (byte)Multiply(pixel[1], alpha);
                pixel[2] = (byte)Multiply(pixel[2], alpha);
            }
        }
    }

    public static void Unpremultiply(byte* pixels, int rowBytes, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            byte* pixel = pixels + ((long)y * rowBytes);
            for (int x = 0; x < width; x++, pixel += 4)
            {
                int alpha = pixel[3];
                if (alpha == byte.MaxValue)
                    continue;
                pixel[0] = Divide(pixel[0], alpha);
                pixel[1] = Divide(pixel[1], alpha);
                pixel[2] = Divide(pixel[2], alpha);
            }
        }
    }

    public static byte Divide(int value, int alpha) => alpha == 0 ? (byte)0 : (byte)Math.Min(255, ((value * 255) + (alpha / 2)) / alpha);

    public static void TakeRed(byte* colors, int colorsRowBytes, byte* gray, int grayRowBytes, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            byte* from = colors + ((long)y * colorsRowBytes);
            byte* to = gray + ((long)y * grayRowBytes);
            for (int x = 0; x < width; x++)
                to[x] = from[4 * x];
        }
    }

    public static void GrayToColors(byte* gray, int grayRowBytes, byte* colors, int colorsRowBytes, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            byte* from = gray + ((long)y * grayRowBytes);
            uint* to = (uint*)(colors + ((long)y * colorsRowBytes));
            for (int x = 0; x < width; x++)
                to[x] = 0xFF000000u | (uint)(from[x] * 0x010101);
        }
    }

    /// <summary>Adobe stores CMYK inverted; Skia takes every CMYK file as Adobe's.</summary>
    public static void ConvertInvertedCmyk(byte* pixels, int rowBytes, int width, int height, SKColorType colorType)
    {
        (int red, int blue) = colorType == SKColorType.Rgba8888 ? (0, 2) : (2, 0);
        for (int y = 0; y < height; y++)
        {
            byte* pixel = pixels + ((long)y * rowBytes);
            for (int x = 0; x < width; x++, pixel += 4)
            {
                int cyan = pixel[0], magenta = pixel[1], yellow = pixel[2], key = pixel[3];
                pixel[red] = (byte)Multiply(cyan, key);
                pixel[1] = (byte)Multiply(magenta, key);
                pixel[blue] = (byte)Multiply(yellow, key);
                pixel[3] = byte.MaxValue;
            }
        }
    }
}
