using System.Numerics;

namespace SkiaSharp;

/// <summary>Pixels as premultiplied red, green, blue and alpha of 0 to 255.</summary>
internal static unsafe class ColorVector
{
    public static Vector4 Load(SKBitmap bitmap, byte* pixel)
    {
        switch (bitmap.ColorType)
        {
            case SKColorType.Gray8:
                return new Vector4(*pixel, *pixel, *pixel, byte.MaxValue);
            default:
                (int red, int blue) = bitmap.ColorType == SKColorType.Rgba8888 ? (0, 2) : (2, 0);
                float alpha = bitmap.AlphaType == SKAlphaType.Opaque ? byte.MaxValue : pixel[3];
                float factor = bitmap.AlphaType == SKAlphaType.Unpremul ? alpha / byte.MaxValue : 1;
                return new Vector4(pixel[red] * factor, pixel[1] * factor, pixel[blue] * factor, alpha);
        }
    }

    public static void Store(SKBitmap bitmap, byte* pixel, Vector4 color)
    {
        if (bitmap.ColorType == SKColorType.Gray8 || bitmap.AlphaType == SKAlphaType.Unpremul)
        {
            bitmap.SetColorAt(pixel, ToColor(color));
            return;
        }

        (int red, int blue) = bitmap.ColorType == SKColorType.Rgba8888 ? (0, 2) : (2, 0);
        pixel[red] = ToByte(color.X);
        pixel[1] = ToByte(color.Y);
        pixel[blue] = ToByte(color.Z);
        pixel[3] = ToByte(color.W);
    }

    public static SKColor ToColor(Vector4 color)
    {
        float factor = color.W <= 0 ? 0 : byte.MaxValue / color.W;
        return new SKColor(ToByte(color.X * factor), ToByte(color.Y * factor), ToByte(color.Z * factor), ToByte(color.W));
    }

    public static Vector4 FromColor(SKColor color)
    {
        float factor = color.Alpha / (float)byte.MaxValue;
        return new Vector4(color.Red * factor, color.Green * factor, color.Blue * factor, color.Alpha);
    }

    private static byte ToByte(float value) => (byte)(Math.Clamp(value, 0, byte.MaxValue) + 0.5f);
}
