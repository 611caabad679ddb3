using System.Runtime.InteropServices;

namespace SkiaSharp;

internal sealed class JpegDecoder : ImageDecoder
{
    private const int ScaleDenominator = 8;

    private readonly TurboJpeg.ColorSpace _colorSpace;

    private JpegDecoder(ReadOnlyMemory<byte> data, int width, int height, TurboJpeg.ColorSpace colorSpace)
        : base(data, SKEncodedImageFormat.Jpeg)
    {
        Width = width;
        Height = height;
        IsGray = colorSpace == TurboJpeg.ColorSpace.Gray;
        Origin = ExifOrigin.Find(data.Span);
        _colorSpace = colorSpace;
    }

    public static ReadOnlySpan<byte> Signature => [0xFF, 0xD8, 0xFF];

    public static new unsafe JpegDecoder? Open(ReadOnlyMemory<byte> data, out SKCodecResult result)
    {
        IntPtr handle = TurboJpeg.InitDecompress();
        try
        {
            // The library also complains about samplings that it can decode but has no name for; the header is read all the same.
            int width = 0, height = 0;
            TurboJpeg.ColorSpace colorSpace = TurboJpeg.ColorSpace.Unknown;
            fixed (byte* bytes = data.Span)
                _ = TurboJpeg.DecompressHeader(handle, bytes, new CULong((nuint)data.Length), out width, out height, out _, out colorSpace);
            if (width > 0 && height > 0 && colorSpace >= TurboJpeg.ColorSpace.Rgb)
            {
                result = SKCodecResult.Success;
                return new JpegDecoder(data, width, height, colorSpace);
            }

            result = JpegMarkers.HasFrame(data.Span) ? SKCodecResult.InvalidInput : SKCodecResult.IncompleteInput;
            return null;
        }
        finally
        {
            _ = TurboJpeg.Destroy(handle);
        }
    }

    public override SKSizeI ScaledDimensions(float scale)
    {
        // Sixteenths lie half-way between two of the eighths that libjpeg can decode to.
        int eighths = Math.Clamp((int)MathF.Floor((scale * ScaleDenominator) + 0.5f), 1, ScaleDenominator);
        return new SKSizeI(Scaled(Width, eighths), Scaled(Height, eighths));
    }

    public override bool CanDecodeTo(int width, int height)
    {
        for (int eighths = 1; eighths <= ScaleDenominator; eighths++)
        {
            if (Scaled(Width, eighths) == width && Scaled(Height, eighths) == height)
                return true;
        }

        return false;
    }

    public override unsafe SKCodecResult Decode(byte* pixels, int rowBytes, int width, int height, SKColorType colorType)
    {
        bool cmyk = _colorSpace is TurboJpeg.ColorSpace.Cmyk or TurboJpeg.ColorSpace.Ycck;
        TurboJpeg.PixelFormat format = cmyk ? TurboJpeg.PixelFormat.Cmyk : colorType switch
        {
            SKColorType.Gray8 => TurboJpeg.PixelFormat.Gray,
            SKColorType.Rgba8888 => TurboJpeg.PixelFormat.Rgba,
            _ => TurboJpeg.PixelFormat.Bgra,
        };

        IntPtr handle = TurboJpeg.InitDecompress();
        try
        {
            SKCodecResult result = SKCodecResult.Success;
            fixed (byte* bytes = Data.Span)
            {
                int status = TurboJpeg.Decompress(handle, bytes, new CULong((nuint)Data.Length), pixels, width, rowBytes, height,
                    format, TurboJpeg.LimitScans);
                if (status != 0 && TurboJpeg.GetErrorCode(handle) != TurboJpeg.WarningCode)
                    return SKCodecResult.ErrorInInput;
                if (status != 0 && JpegMarkers.IsTruncated(Data.Span))
                    result = SKCodecResult.IncompleteInput;
            }

            if (cmyk)
                PixelRows.ConvertInvertedCmyk(pixels, rowBytes, width, height, colorType);
            return result;
        }
        finally
        {
            _ = TurboJpeg.Destroy(handle);
        }
    }

    private static int Scaled(int length, int eighths) => (int)((((long)length * eighths) + ScaleDenominator - 1) / ScaleDenominator);
}
