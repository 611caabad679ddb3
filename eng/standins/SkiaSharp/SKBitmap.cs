using System.Runtime.InteropServices;

namespace SkiaSharp;

public unsafe partial class SKBitmap : SKObject
{
    private byte* _pixels;

    public SKBitmap(int width, int height, bool isOpaque = false)
        : this(new SKImageInfo(width, height, SKImageInfo.PlatformColorType, isOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul))
    {
    }

    public SKBitmap(int width, int height, SKColorType colorType, SKAlphaType alphaType)
        : this(new SKImageInfo(width, height, colorType, alphaType))
    {
    }

    public SKBitmap(SKImageInfo info)
    {
        if (!CanAllocate(info))
            throw new Exception("Unable to allocate pixels for the bitmap.");
        // Gray has no room for alpha, whatever was asked for.
        Info = info.ColorType == SKColorType.Gray8 ? info.WithAlphaType(SKAlphaType.Opaque) : info;
        try
        {
            _pixels = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(info.BytesSize64, 1));
        }
        catch (OutOfMemoryException e)
        {
            throw new Exception("Unable to allocate pixels for the bitmap.", e);
        }
    }

    public SKImageInfo Info { get; }

    public int Width => Info.Width;

    public int Height => Info.Height;

    public SKColorType ColorType => Info.ColorType;

    public SKAlphaType AlphaType => Info.AlphaType;

    public int BytesPerPixel => Info.BytesPerPixel;

    public int RowBytes => Info.RowBytes;

    public int ByteCount => Info.BytesSize;

    public bool IsEmpty => Info.IsEmpty;

    public bool IsNull => _pixels == null;

    public bool ReadyToDraw => !IsNull && !IsEmpty;

    public byte[] Bytes => GetPixelSpan().ToArray();

    public SKColor[] Pixels
    {
        get
        {
            var colors = new SKColor[Width * Height];
            for (int i = 0; i < colors.Length; i++)
                colors[i] = ColorAt(_pixels + ((long)i * BytesPerPixel));
            return colors;
        }
    }

    public IntPtr GetPixels() => (IntPtr)_pixels;

    public IntPtr GetPixels(out IntPtr length)
    {
        length = IsNull ? 0 : ByteCount;
        return GetPixels();
    }

    public ReadOnlySpan<byte> GetPixelSpan() => new(_pixels, IsNull ? 0 : ByteCount);

    public IntPtr GetAddress(int x, int y) => (IntPtr)AddressOf(x, y);

    public SKColor GetPixel(int x, int y) => x < 0 || y < 0 || x >= Width || y >= Height ? SKColor.Empty : ColorAt(AddressOf(x, y));

    public void SetPixel(int x, int y, SKColor color)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, Width);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
        SetColorAt(AddressOf(x, y), color);
    }

    public void Erase(SKColor color)
    {
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
                SetColorAt(AddressOf(x, y), color);
        }
    }

    public bool CanCopyTo(SKColorType colorType) => CanAllocate(new SKImageInfo(1, 1, colorType, AlphaType));

    public SKBitmap? Copy() => Copy(ColorType);

    public SKBitmap? Copy(SKColorType colorType)
    {
        if (!CanCopyTo(colorType) || IsNull)
            return null;
        var copy = new SKBitmap(Info.WithColorType(colorType));
        CopyPixels(copy);
        return copy;
    }

    public SKBitmap? Resize(SKSizeI size, SKFilterQuality quality) => Resize(Info.WithSize(size), quality);

    public SKBitmap? Resize(SKImageInfo info, SKFilterQuality quality)
    {
        if (info.IsEmpty || IsNull || IsEmpty)
            return null;
        var resized = new SKBitmap(info);
        using SKCanvas canvas = new(resized);
        using SKPaint paint = new() { FilterQuality = quality };
        canvas.DrawBitmap(this, SKRect.Create(Width, Height), SKRect.Create(info.Width, info.Height), paint);
        return resized;
    }

    public SKData? Encode(SKEncodedImageFormat format, int quality) => IsNull || IsEmpty ? null : ImageEncoder.Encode(this, format, quality);

    public bool Encode(Stream dst, SKEncodedImageFormat format, int quality)
    {
        ArgumentNullException.ThrowIfNull(dst);
        using SKData? data = Encode(format, quality);
        data?.SaveTo(dst);
        return data is not null;
    }

    public static SKBitmap? FromImage(SKImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Pixels.Copy(SKImageInfo.PlatformColorType);
    }

    protected override void DisposeNative()
    {
        NativeMemory.Free(_pixels);
        _pixels = null;
    }

    internal byte* AddressOf(int x, int y) => _pixels + ((long)y * RowBytes) + ((long)x * BytesPerPixel);

    /// <summary>The color of a pixel, not premultiplied.</summary>
    internal SKColor ColorAt(byte* pixel)
    {
        if (ColorType == SKColorType.Gray8)
            return new SKColor(*pixel, *pixel, *pixel);
        (int red, int blue) = ColorType == SKColorType.Rgba8888 ? (0, 2) : (2, 0);
        byte alpha = AlphaType == SKAlphaType.Opaque ? byte.MaxValue : pixel[3];
        if (AlphaType != SKAlphaType.Premul || alpha == byte.MaxValue)
            return new SKColor(pixel[red], pixel[1], pixel[blue], alpha);
        return new SKColor(PixelRows.Divide(pixel[red], alpha), PixelRows.Divide(pixel[1], alpha), PixelRows.Divide(pixel[blue], alpha), alpha);
    }

    internal void SetColorAt(byte* pixel, SKColor color)
    {
        if (ColorType == SKColorType.Gray8)
        {
            *pixel = (byte)MathF.Round((0.2126f * color.Red) + (0.7152f * color.Green) + (0.0722f * color.Blue));
            return;
        }

        (int red, int blue) = ColorType == SKColorType.Rgba8888 ? (0, 2) : (2, 0);
        bool premultiply = AlphaType == SKAlphaType.Premul;
        pixel[red] = (byte)(premultiply ? PixelRows.Multiply(color.Red, color.Alpha) : color.Red);
        pixel[1] = (byte)(premultiply ? PixelRows.Multiply(color.Green, color.Alpha) : color.Green);
        pixel[blue] = (byte)(premultiply ? PixelRows.Multiply(color.Blue, color.Alpha) : color.Blue);
        pixel[3] = AlphaType == SKAlphaType.Opaque ? byte.MaxValue : color.Alpha;
    }

    private void CopyPixels(SKBitmap target)
    {
        if (target.ColorType == SKColorType.Gray8 && ColorType != SKColorType.Gray8)
        {
            for (int i = 0; i < Width * Height; i++)
                target.SetColorAt(target._pixels + i, ColorAt(_pixels + (4L * i)));
        }
        else if (ColorType == SKColorType.Gray8 && target.ColorType != SKColorType.Gray8)
        {
            PixelRows.GrayToColors(_pixels, RowBytes, target._pixels, target.RowBytes, Width, Height);
        }
        else
        {
            Buffer.MemoryCopy(_pixels, target._pixels, target.Info.BytesSize64, Info.BytesSize64);
            if (ColorType != target.ColorType)
                PixelRows.SwapRedAndBlue(target._pixels, target.RowBytes, Width, Height);
        }
    }

    private static bool CanAllocate(SKImageInfo info) =>
        info.ColorType is SKColorType.Rgba8888 or SKColorType.Bgra8888 or SKColorType.Gray8
        && info.Width >= 0 && info.Height >= 0 && info.BytesSize64 <= int.MaxValue;
}
