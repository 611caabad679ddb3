namespace SkiaSharp;

public class SKImage : SKObject
{
    private SKImage(SKBitmap pixels) => Pixels = pixels;

    public int Width => Pixels.Width;

    public int Height => Pixels.Height;

    public SKImageInfo Info => Pixels.Info;

    public SKColorType ColorType => Pixels.ColorType;

    public SKAlphaType AlphaType => Pixels.AlphaType;

    internal SKBitmap Pixels { get; }

    public static SKImage? FromBitmap(SKBitmap bitmap)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        SKBitmap? copy = bitmap.Copy();
        return copy is null ? null : new SKImage(copy);
    }

    public static SKImage? FromPixelCopy(SKImageInfo info, byte[] pixels) => FromPixelCopy(info, pixels.AsSpan());

    public static SKImage? FromPixelCopy(SKImageInfo info, byte[] pixels, int rowBytes) => FromPixelCopy(info, pixels.AsSpan(), rowBytes);

    public static SKImage? FromPixelCopy(SKImageInfo info, ReadOnlySpan<byte> pixels) => FromPixelCopy(info, pixels, info.RowBytes);

    public static unsafe SKImage? FromPixelCopy(SKImageInfo info, ReadOnlySpan<byte> pixels, int rowBytes)
    {
        if (pixels.IsEmpty)
            throw new ArgumentNullException(nameof(pixels));
        if (info.IsEmpty || rowBytes < info.RowBytes64 || pixels.Length < ((long)rowBytes * (info.Height - 1)) + info.RowBytes64)
            return null;
        fixed (byte* address = pixels)
            return FromPixelCopy(info, (IntPtr)address, rowBytes);
    }

    public static SKImage? FromPixelCopy(SKImageInfo info, IntPtr pixels) => FromPixelCopy(info, pixels, info.RowBytes);

    public static unsafe SKImage? FromPixelCopy(SKImageInfo info, IntPtr pixels, int rowBytes)
    {
        if (pixels == IntPtr.Zero)
            throw new ArgumentNullException(nameof(pixels));
        if (info.IsEmpty || rowBytes < info.RowBytes64)
            return null;
        var copy = new SKBitmap(info);
        for (int y = 0; y < info.Height; y++)
            Buffer.MemoryCopy((byte*)pixels + ((long)y * rowBytes), copy.AddressOf(0, y), info.RowBytes, info.RowBytes);
        return new SKImage(copy);
    }

    public static SKImage? FromEncodedData(SKData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        SKBitmap? bitmap = SKBitmap.Decode(data);
        return bitmap is null ? null : new SKImage(bitmap);
    }

    public SKData? Encode() => Encode(SKEncodedImageFormat.Png, 100);

    public SKData? Encode(SKEncodedImageFormat format, int quality) => Pixels.Encode(format, quality);

    protected override void DisposeNative() => Pixels.Dispose();
}
