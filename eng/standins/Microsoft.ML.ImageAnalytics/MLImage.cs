using SkiaSharp;

namespace Microsoft.ML.Data;

public sealed partial class MLImage : IDisposable
{
    private static readonly Dictionary<string, SKEncodedImageFormat> FormatOfExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".bmp"] = SKEncodedImageFormat.Bmp,
        [".png"] = SKEncodedImageFormat.Png,
        [".jpg"] = SKEncodedImageFormat.Jpeg,
        [".jpeg"] = SKEncodedImageFormat.Jpeg,
        [".gif"] = SKEncodedImageFormat.Gif,
        [".ico"] = SKEncodedImageFormat.Ico,
        [".astc"] = SKEncodedImageFormat.Astc,
        [".avif"] = SKEncodedImageFormat.Avif,
        [".dng"] = SKEncodedImageFormat.Dng,
        [".heif"] = SKEncodedImageFormat.Heif,
        [".ktx"] = SKEncodedImageFormat.Ktx,
        [".pkm"] = SKEncodedImageFormat.Pkm,
        [".wbmp"] = SKEncodedImageFormat.Wbmp,
        [".webp"] = SKEncodedImageFormat.Webp,
    };

    private readonly MLPixelFormat _pixelFormat;
    private SKBitmap? _image;
    private string? _tag;

    private MLImage(SKBitmap image)
    {
        _image = image;
        if (image.ColorType is not (SKColorType.Bgra8888 or SKColorType.Rgba8888))
        {
            _image = image.Copy(SKColorType.Bgra8888);
            image.Dispose();
            if (_image == null)
                throw new InvalidOperationException($"Images with pixels of type {image.ColorType} aren't supported.");
        }

        _pixelFormat = _image.ColorType == SKColorType.Rgba8888 ? MLPixelFormat.Rgba32 : MLPixelFormat.Bgra32;
    }

    public MLPixelFormat PixelFormat
    {
        get
        {
            _ = Bitmap;
            return _pixelFormat;
        }
    }

    public unsafe ReadOnlySpan<byte> Pixels => new(Bitmap.GetPixels().ToPointer(), Bitmap.ByteCount);

    public byte[] GetBGRPixels
    {
        get
        {
            SKColor[] colors = Bitmap.Pixels;
            byte[] pixels = new byte[3 * colors.Length];
            for (int i = 0; i < colors.Length; i++)
                (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = (colors[i].Blue, colors[i].Green, colors[i].Red);
            return pixels;
        }
    }

    public string? Tag
    {
        get
        {
            _ = Bitmap;
            return _tag;
        }

        set
        {
            _ = Bitmap;
            _tag = value;
        }
    }

    public int Width => Bitmap.Width;

    public int Height => Bitmap.Height;

    public int BitsPerPixel => Bitmap.Info.BitsPerPixel;

    private SKBitmap Bitmap => _image ?? throw new InvalidOperationException("The image has been disposed.");

    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        SKBitmap image = SKBitmap.Decode(imageStream) ?? throw new ArgumentException("The stream holds no image that can be decoded.", nameof(imageStream));
        return new MLImage(image);
    }

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        SKBitmap image = SKBitmap.Decode(imagePath) ?? throw new ArgumentException($"'{imagePath}' is no image that can be decoded.", nameof(imagePath));
        return new MLImage(image);
    }

    public static unsafe MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException($"The pixel format is {pixelFormat}; it must be {MLPixelFormat.Bgra32} or {MLPixelFormat.Rgba32}.", nameof(pixelFormat));
        if (width <= 0)
            throw new ArgumentException($"The width is {width}; it must be positive.", nameof(width));
        if (height <= 0)
            throw new ArgumentException($"The height is {height}; it must be positive.", nameof(height));
        if (imagePixelData.Length != (long)width * height * 4)
            throw new ArgumentException($"{imagePixelData.Length} bytes aren't {width} x {height} pixels of 4.", nameof(imagePixelData));

        var image = new SKBitmap(new SKImageInfo(width, height, pixelFormat == MLPixelFormat.Bgra32 ? SKColorType.Bgra8888 : SKColorType.Rgba8888));
        imagePixelData.CopyTo(new Span<byte>(image.GetPixels().ToPointer(), imagePixelData.Length));
        return new MLImage(image);
    }

    /// <summary>Writes the image in the format that the file's extension names.</summary>
    public void Save(string imagePath)
    {
        SKBitmap image = Bitmap;
        string extension = Path.GetExtension(imagePath);
        if (!FormatOfExtension.TryGetValue(extension, out SKEncodedImageFormat format))
            throw new ArgumentException($"'{imagePath}' has no extension of an image file.", nameof(imagePath));
        using SKData data = image.Encode(format, 100)
            ?? throw new ArgumentException($"Images can't be written as '{extension}'; try '.png' or '.jpg'.", nameof(imagePath));
        using var stream = new FileStream(imagePath, FileMode.Create, FileAccess.Write);
        data.SaveTo(stream);
    }

    public void Dispose()
    {
        _image?.Dispose();
        _image = null;
    }
}
