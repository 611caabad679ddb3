namespace SkiaSharp;

public struct SKImageInfo : IEquatable<SKImageInfo>
{
    public static readonly SKImageInfo Empty;

    public static readonly SKColorType PlatformColorType = SKColorType.Bgra8888;

    public SKImageInfo(int width, int height)
        : this(width, height, PlatformColorType, SKAlphaType.Premul)
    {
    }

    public SKImageInfo(int width, int height, SKColorType colorType)
        : this(width, height, colorType, SKAlphaType.Premul)
    {
    }

    public SKImageInfo(int width, int height, SKColorType colorType, SKAlphaType alphaType)
    {
        Width = width;
        Height = height;
        ColorType = colorType;
        AlphaType = alphaType;
    }

    public int Width { readonly get; set; }

    public int Height { readonly get; set; }

    public SKColorType ColorType { readonly get; set; }

    public SKAlphaType AlphaType { readonly get; set; }

    public readonly int BytesPerPixel => ColorType switch
    {
        SKColorType.Unknown => 0,
        SKColorType.Alpha8 or SKColorType.Gray8 => 1,
        SKColorType.Rgb565 or SKColorType.Argb4444 => 2,
        SKColorType.RgbaF16 => 8,
        _ => 4,
    };

    public readonly int BitsPerPixel => BytesPerPixel * 8;

    public readonly int RowBytes => Width * BytesPerPixel;

    public readonly long RowBytes64 => (long)Width * BytesPerPixel;

    public readonly int BytesSize => Width * Height * BytesPerPixel;

    public readonly long BytesSize64 => (long)Width * Height * BytesPerPixel;

    public readonly bool IsEmpty => Width <= 0 || Height <= 0;

    public readonly bool IsOpaque => AlphaType == SKAlphaType.Opaque;

    public readonly SKSizeI Size => new(Width, Height);

    public readonly SKImageInfo WithSize(int width, int height) => new(width, height, ColorType, AlphaType);

    public readonly SKImageInfo WithSize(SKSizeI size) => WithSize(size.Width, size.Height);

    public readonly SKImageInfo WithColorType(SKColorType newColorType) => new(Width, Height, newColorType, AlphaType);

    public readonly SKImageInfo WithAlphaType(SKAlphaType newAlphaType) => new(Width, Height, ColorType, newAlphaType);

    public readonly bool Equals(SKImageInfo obj) =>
        Width == obj.Width && Height == obj.Height && ColorType == obj.ColorType && AlphaType == obj.AlphaType;

    public override readonly bool Equals(object? obj) => obj is SKImageInfo other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Width, Height, ColorType, AlphaType);

    public static bool operator ==(SKImageInfo left, SKImageInfo right) => left.Equals(right);

    public static bool operator !=(SKImageInfo left, SKImageInfo right) => !left.Equals(right);
}
