using System.Runtime.InteropServices;

namespace SkiaSharp;

internal static unsafe class ImageEncoder
{
    /// <returns>Null for the formats that Skia can't write either, and for WebP.</returns>
    public static SKData? Encode(SKBitmap bitmap, SKEncodedImageFormat format, int quality) => format switch
    {
        SKEncodedImageFormat.Png => EncodePng(bitmap),
        SKEncodedImageFormat.Jpeg => EncodeJpeg(bitmap, Math.Clamp(quality, 1, 100)),
        _ => null,
    };

    private static SKData? EncodeJpeg(SKBitmap bitmap, int quality)
    {
        (TurboJpeg.PixelFormat format, TurboJpeg.Subsampling sampling) = bitmap.ColorType switch
        {
            SKColorType.Gray8 => (TurboJpeg.PixelFormat.Gray, TurboJpeg.Subsampling.Gray),
            SKColorType.Rgba8888 => (TurboJpeg.PixelFormat.Rgba, TurboJpeg.Subsampling.Samp420),
            _ => (TurboJpeg.PixelFormat.Bgra, TurboJpeg.Subsampling.Samp420),
        };

        IntPtr handle = TurboJpeg.InitCompress();
        byte* encoded = null;
        try
        {
            var size = default(CULong);
            int status = TurboJpeg.Compress(handle, (byte*)bitmap.GetPixels(), bitmap.Width, bitmap.RowBytes, bitmap.Height, format,
                out encoded, ref size, sampling, quality, 0);
            return status == 0 ? SKData.CreateCopy((IntPtr)encoded, size.Value) : null;
        }
        finally
        {
            if (encoded != null)
                TurboJpeg.Free(encoded);
            _ = TurboJpeg.Destroy(handle);
        }
    }

    private static SKData? EncodePng(SKBitmap bitmap)
    {
        (byte[] pixels, Spng.ColorType colorType) = PngPixels(bitmap);
        IntPtr context = Spng.ContextNew(Spng.EncoderContext);
        byte* encoded = null;
        try
        {
            var header = new Spng.Header { Width = (uint)bitmap.Width, Height = (uint)bitmap.Height, BitDepth = 8, ColorType = colorType };
            _ = Spng.SetOption(context, Spng.OptionEncodeToBuffer, 1);
            if (Spng.SetHeader(context, header) != Spng.Ok)
                return null;
            fixed (byte* bytes = pixels)
            {
                if (Spng.EncodeImage(context, bytes, (nuint)pixels.Length, Spng.Format.AsPng, Spng.EncodeFinalize) != Spng.Ok)
                    return null;
            }

            encoded = Spng.GetPngBuffer(context, out nuint size, out int error);
            return encoded == null || error != Spng.Ok ? null : SKData.CreateCopy((IntPtr)encoded, size);
        }
        finally
        {
            NativeMemory.Free(encoded);
            Spng.ContextFree(context);
        }
    }

    private static (byte[] Pixels, Spng.ColorType ColorType) PngPixels(SKBitmap bitmap)
    {
        if (bitmap.ColorType == SKColorType.Gray8)
            return (bitmap.Bytes, Spng.ColorType.Gray);

        int channels = bitmap.AlphaType == SKAlphaType.Opaque ? 3 : 4;
        byte[] pixels = new byte[bitmap.Width * bitmap.Height * channels];
        byte* from = bitmap.AddressOf(0, 0);
        for (int at = 0; at < pixels.Length; at += channels, from += 4)
        {
            SKColor color = bitmap.ColorAt(from);
            (pixels[at], pixels[at + 1], pixels[at + 2]) = (color.Red, color.Green, color.Blue);
            if (channels == 4)
                pixels[at + 3] = color.Alpha;
        }

        return (pixels, channels == 3 ? Spng.ColorType.Rgb : Spng.ColorType.Rgba);
    }
}
