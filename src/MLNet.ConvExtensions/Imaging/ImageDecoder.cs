using Microsoft.ML.Data;
using MLNet.ConvExtensions.Native;
using SkiaSharp;

namespace MLNet.ConvExtensions.Imaging;

/// <summary>
/// Decodes files, encoded bytes and ML.NET's images to upright RGB pixels, one at a time, in buffers of its own that are used again.
/// Anything that isn't a whole image is refused with an <see cref="ImageInputException"/> that names it.
/// </summary>
/// <param name="maxPixels">The most pixels that an image may have.</param>
/// <param name="enoughWidth">
/// If an image has more than this and <paramref name="enoughHeight"/>, it may be decoded smaller, but not below.
/// </param>
/// <param name="enoughHeight">See <paramref name="enoughWidth"/>.</param>
/// <param name="turbo">Whether libjpeg-turbo decodes ordinary JPEG files, where it is there.</param>
internal sealed class ImageDecoder(long maxPixels, int enoughWidth = int.MaxValue, int enoughHeight = int.MaxValue, bool turbo = true)
{
    private const long MaxFileBytes = 1L << 30;

    private byte[] _file = [];

    /// <summary>How many images libjpeg-turbo has decoded.</summary>
    public long TurboCount { get; private set; }

    // The pixels are held in one array of four bytes each.
    private long MostPixels => Math.Min(maxPixels, int.MaxValue / 4 - 64);

    public void DecodeFile(string path, PixelBuffer into)
    {
        int length;
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
            long size = RandomAccess.GetLength(handle);
            if (size > MaxFileBytes)
                throw new ImageInputException($"'{path}' has {size:N0} bytes; an image file may have up to {MaxFileBytes:N0}.");
            if (_file.Length < size)
                _file = GC.AllocateUninitializedArray<byte>((int)size);
            length = 0;
            for (int read; length < size && (read = RandomAccess.Read(handle, _file.AsSpan(length, (int)size - length), length)) > 0; )
                length += read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string why = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnauthorizedAccessException when Directory.Exists(path) => "it is a folder",
                _ => e.Message,
            };
            throw new ImageInputException($"The image file '{path}' can't be read: {why}.", e);
        }

        Decode(_file.AsSpan(0, length), new ImageName("The image file", path), into);
    }

    /// <summary>Decodes an encoded image.</summary>
    /// <param name="encoded">The bytes of a JPEG, PNG, GIF, BMP or any other format that SkiaSharp reads.</param>
    /// <param name="name">What to call the image in an error.</param>
    /// <param name="into">Receives the pixels.</param>
    public unsafe void Decode(ReadOnlySpan<byte> encoded, ImageName name, PixelBuffer into)
    {
        if (encoded.IsEmpty)
            throw new ImageInputException($"{name} is empty: it has 0 bytes.");
        SkiaLibrary.Open();
        if (TryDecodeJpeg(encoded, into))
            return;
        fixed (byte* start = encoded)
        {
            using SKData data = SKData.Create((IntPtr)start, encoded.Length);
            using SKCodec? codec = SKCodec.Create(data);
            if (codec is null)
                throw new ImageInputException(
                    $"{name} is not an image that can be decoded: {Describe(encoded)}. Allowed: JPEG, PNG, GIF, BMP, WebP."
                );
            SKImageInfo info = codec.Info;
            RefuseBomb(info.Width, info.Height, name);
            (SKSizeI size, int divisor) = ChooseSize(codec);
            into.Resize(size.Width, size.Height, info.Width, info.Height, 1.0 / divisor);
            SKCodecResult result;
            fixed (byte* pixels = into.Bytes)
            {
                // Colour and transparency are stored apart, so that the colour of a transparent pixel is what the file says.
                var wanted = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
                result = codec.GetPixels(wanted, (IntPtr)pixels);
            }

            if (result != SKCodecResult.Success)
                throw new ImageInputException($"{name} is damaged ({Describe(encoded)}): the decoder says {result}.");
            into.TurnUpright(codec.EncodedFormat == SKEncodedImageFormat.Png ? PngOrientation.Of(encoded) : (int)codec.EncodedOrigin);
        }
    }

    /// <summary>Copies the pixels of an image of ML.NET. Such an image has lost its EXIF orientation: it is taken as upright.</summary>
    public void Copy(MLImage image, string name, PixelBuffer into)
    {
        RefuseBomb(image.Width, image.Height, name);
        ReadOnlySpan<byte> pixels = InputOf(image);
        int length = image.Width * image.Height * 4;
        if (pixels.Length < length || image.PixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ImageInputException($"{name} has pixels of format {image.PixelFormat}; allowed: Bgra32, Rgba32.");
        into.Resize(image.Width, image.Height);
        Span<byte> bytes = into.Bytes.AsSpan(0, length);
        pixels[..length].CopyTo(bytes);
        if (image.PixelFormat == MLPixelFormat.Bgra32)
        {
            for (int i = 0; i + 3 < bytes.Length; i += 4)
                (bytes[i], bytes[i + 2]) = (bytes[i + 2], bytes[i]);
        }

        Transparency.Undo(bytes);
    }

    private static ReadOnlySpan<byte> InputOf(MLImage image)
    {
        try
        {
            return image.Pixels;
        }
        catch (MissingMethodException e)
        {
            throw SkiaLibrary.TooNew(e);
        }
    }

    /// <summary>
    /// Decodes an ordinary JPEG with libjpeg-turbo; its pixels are those of SkiaSharp's decoder. False where there is no such library, and for
    /// any other file: a damaged or too large one is judged by SkiaSharp alone.
    /// </summary>
    private bool TryDecodeJpeg(ReadOnlySpan<byte> encoded, PixelBuffer into)
    {
        if (
            !turbo
            || TurboJpegLibrary.Current is not { } library
            || !JpegHeader.TryRead(encoded, out JpegHeader header)
            || (long)header.Width * header.Height > MostPixels
        )
            return false;
        int divisor = ChooseDivisor(header.Width, header.Height, header.Orientation);
        (int width, int height) = (Scaled(header.Width, divisor), Scaled(header.Height, divisor));
        into.Resize(width, height, header.Width, header.Height, 1.0 / divisor);
        if (!library.TryDecompress(encoded, (header.Width, header.Height), (width, height), into.Bytes))
            return false;
        into.TurnUpright(header.Orientation);
        TurboCount++;
        return true;
    }

    /// <summary>The smallest size that is enough, of those that cost less than the full one.</summary>
    private (SKSizeI Size, int Divisor) ChooseSize(SKCodec codec)
    {
        var full = new SKSizeI(codec.Info.Width, codec.Info.Height);
        if (codec.EncodedFormat != SKEncodedImageFormat.Jpeg)
            return (full, 1);
        int divisor = ChooseDivisor(full.Width, full.Height, (int)codec.EncodedOrigin);
        return (new SKSizeI(Scaled(full.Width, divisor), Scaled(full.Height, divisor)), divisor);
    }

    /// <summary>JPEG decoders offer eighths; those that aren't a half of another take longer than the full size.</summary>
    private int ChooseDivisor(int fullWidth, int fullHeight, int orientation)
    {
        (int width, int height) = orientation >= 5 ? (enoughHeight, enoughWidth) : (enoughWidth, enoughHeight);
        int divisor = 8;
        while (divisor > 1 && (fullWidth / divisor < width || fullHeight / divisor < height))
            divisor /= 2;
        return divisor;
    }

    /// <summary>A length as decoders make it smaller.</summary>
    private static int Scaled(int length, int divisor) => (length + divisor - 1) / divisor;

    private void RefuseBomb(int width, int height, ImageName name)
    {
        if (width <= 0 || height <= 0)
            throw new ImageInputException($"{name} has no pixels: its size is {width}x{height}.");
        if ((long)width * height > MostPixels)
        {
            throw new ImageInputException(
                $"{name} has {width}x{height} = {(long)width * height:N0} pixels; up to {MostPixels:N0} are allowed (option "
                    + $"{nameof(ConvFeaturesOptions.MaxImagePixels)})."
            );
        }
    }

    private static string Describe(ReadOnlySpan<byte> encoded) =>
        encoded switch
        {
            [0xFF, 0xD8, ..] => $"{encoded.Length:N0} bytes that begin as a JPEG",
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => $"{encoded.Length:N0} bytes that begin as a PNG",
            [(byte)'G', (byte)'I', (byte)'F', ..] => $"{encoded.Length:N0} bytes that begin as a GIF",
            [(byte)'B', (byte)'M', ..] => $"{encoded.Length:N0} bytes that begin as a BMP",
            _ => $"{encoded.Length:N0} bytes that begin with {Convert.ToHexString(encoded[..Math.Min(8, encoded.Length)])}",
        };
}
