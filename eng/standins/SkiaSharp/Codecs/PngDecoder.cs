namespace SkiaSharp;

internal sealed class PngDecoder : ImageDecoder
{
    // As libpng: larger chunks than this in front of the picture are somebody's attempt to fill the memory.
    private const int MaxChunkSize = 8_000_000;
    private const int MaxChunkCache = 8 * MaxChunkSize;

    private readonly bool _fullDepthGray;

    private PngDecoder(ReadOnlyMemory<byte> data, in Spng.Header header, bool hasTransparency)
        : base(data, SKEncodedImageFormat.Png)
    {
        Width = (int)header.Width;
        Height = (int)header.Height;
        HasAlpha = hasTransparency || header.ColorType is Spng.ColorType.GrayAlpha or Spng.ColorType.Rgba;
        IsGray = header.ColorType == Spng.ColorType.Gray && !HasAlpha;
        _fullDepthGray = IsGray && header.BitDepth > 8;
    }

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static new unsafe PngDecoder? Open(ReadOnlyMemory<byte> data, out SKCodecResult result)
    {
        fixed (byte* bytes = data.Span)
        {
            IntPtr context = NewContext(bytes, data.Length);
            try
            {
                int error = Spng.GetHeader(context, out Spng.Header header);
                if (error != Spng.Ok)
                {
                    result = error == Spng.Eof ? SKCodecResult.IncompleteInput : SKCodecResult.InvalidInput;
                    return null;
                }

                // Large enough for the library's own structure, 6 bytes of key colors, a count and 256 alphas.
                byte* transparency = stackalloc byte[1024];
                bool hasTransparency = Spng.GetTransparency(context, transparency) == Spng.Ok;
                result = SKCodecResult.Success;
                return new PngDecoder(data, header, hasTransparency);
            }
            finally
            {
                Spng.ContextFree(context);
            }
        }
    }

    public override unsafe SKCodecResult Decode(byte* pixels, int rowBytes, int width, int height, SKColorType colorType)
    {
        if (colorType != SKColorType.Gray8)
        {
            SKCodecResult result = DecodeRows(pixels, rowBytes, Spng.Format.Rgba8, width * 4);
            if (colorType == SKColorType.Bgra8888)
                PixelRows.SwapRedAndBlue(pixels, rowBytes, width, height);
            return result;
        }

        if (!_fullDepthGray)
            return DecodeRows(pixels, rowBytes, Spng.Format.Gray8, width);

        // The library converts 16-bit gray to colors only.
        using var colors = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        SKCodecResult wide = DecodeRows((byte*)colors.GetPixels(), colors.RowBytes, Spng.Format.Rgba8, width * 4);
        PixelRows.TakeRed((byte*)colors.GetPixels(), colors.RowBytes, pixels, rowBytes, width, height);
        return wide;
    }

    private unsafe SKCodecResult DecodeRows(byte* pixels, int rowBytes, Spng.Format format, int rowSize)
    {
        bool shortened = PngChunks.TryEndEarly(Data.Span, out byte[] early);
        ReadOnlySpan<byte> file = shortened ? early : Data.Span;
        fixed (byte* bytes = file)
        {
            IntPtr context = NewContext(bytes, file.Length);
            try
            {
                if (shortened)
                    _ = Spng.SetCrcAction(context, Spng.CrcUse, Spng.CrcDiscard);
                int error = Spng.DecodeImage(context, null, 0, format, Spng.DecodeTransparency | Spng.DecodeProgressive);
                while (error == Spng.Ok)
                {
                    error = Spng.GetRowInfo(context, out Spng.RowInfo row);
                    if (error == Spng.Ok)
                        error = Spng.DecodeRow(context, pixels + ((long)row.RowNumber * rowBytes), (nuint)rowSize);
                }

                return error switch
                {
                    Spng.EndOfImage => SKCodecResult.Success,
                    Spng.Eof or Spng.IdatTooShort => SKCodecResult.IncompleteInput,
                    _ => shortened ? SKCodecResult.IncompleteInput : SKCodecResult.ErrorInInput,
                };
            }
            finally
            {
                Spng.ContextFree(context);
            }
        }
    }

    private static unsafe IntPtr NewContext(byte* bytes, int length)
    {
        IntPtr context = Spng.ContextNew(0);
        if (context == IntPtr.Zero)
            throw new OutOfMemoryException("The PNG decoder could not be created.");
        _ = Spng.SetCrcAction(context, Spng.CrcError, Spng.CrcDiscard);
        _ = Spng.SetChunkLimits(context, MaxChunkSize, MaxChunkCache);
        _ = Spng.SetPngBuffer(context, bytes, (nuint)length);
        return context;
    }
}
