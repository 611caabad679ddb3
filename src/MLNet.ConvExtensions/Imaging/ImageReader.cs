using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Native;

namespace MLNet.ConvExtensions;

/// <summary>
/// Reads images as the stages of this library do: turned upright as their EXIF data say, resized as Pillow does it, cut, and normalized as
/// a network wants it. For use by one thread at a time: it has buffers that serve one image after the other.
/// </summary>
public sealed class ImageReader
{
    private const long MostPixels = 256_000_000;

    private readonly ImageWorkspace _workspace;
    private readonly BackbonePreprocessing _preprocessing;

    /// <summary>Creates a reader.</summary>
    /// <param name="preprocessing">The size, how to get there, and what is done to the values.</param>
    /// <param name="maxImagePixels">The most pixels that an image may have.</param>
    /// <param name="fastDecode">As <see cref="ConvFeaturesOptions.FastDecode"/>.</param>
    /// <exception cref="ArgumentException">The preprocessing is out of range.</exception>
    public ImageReader(BackbonePreprocessing preprocessing, long maxImagePixels = MostPixels, bool fastDecode = true)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        preprocessing.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(maxImagePixels, 1);
        _preprocessing = preprocessing;
        _workspace = new ImageWorkspace(preprocessing, new PixelNormalisation(preprocessing), maxImagePixels, fastDecode);
    }

    /// <summary>
    /// What decodes JPEG files in this process, as 'libjpeg-turbo (libturbojpeg.so.0)' or 'SkiaSharp'. The pixels are the same to the
    /// bit; libjpeg-turbo is faster. Where the system or the application has its library (Debian's package libturbojpeg0; turbojpeg.dll,
    /// libturbojpeg.dylib), it is used for ordinary files, and SkiaSharp for all others. The switch 'MLNet.ConvExtensions.TurboJpeg' of
    /// <see cref="AppContext"/>, set before the first image, decides otherwise: with false SkiaSharp decodes all, with true a library that
    /// can't be used is an error.
    /// </summary>
    /// <exception cref="NativeLibraryException">SkiaSharp's native library is missing, or the one that the switch asks for.</exception>
    public static string JpegDecoder
    {
        get
        {
            SkiaLibrary.Open();
            return TurboJpegLibrary.Current is { } turbo ? $"libjpeg-turbo ({turbo.Name})" : "SkiaSharp";
        }
    }

    /// <summary>The values of an image: 3 x height x width.</summary>
    public int Length => 3 * _preprocessing.Height * _preprocessing.Width;

    /// <summary>The part of the image that was read last which is in its planes: the centre crop. At first the whole.</summary>
    public ImageRegion Region { get; private set; } = ImageRegion.Whole;

    /// <summary>Reads a file.</summary>
    /// <param name="path">A JPEG, PNG, GIF, BMP or WebP.</param>
    /// <param name="planes">
    /// Receives <see cref="Length"/> values: planes of red, green and blue, [3, H, W], or of blue, green and red where the preprocessing
    /// says so.
    /// </param>
    /// <exception cref="ImageInputException">The file can't be read, or is no whole image; the message names it.</exception>
    public void ReadFile(string path, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(path);
        CheckLength(planes);
        _workspace.Decoder.DecodeFile(path, _workspace.Image);
        Write(planes);
    }

    /// <summary>Reads the contents of a file.</summary>
    /// <param name="encoded">A JPEG, PNG, GIF, BMP or WebP.</param>
    /// <param name="planes">As for <see cref="ReadFile"/>.</param>
    /// <param name="name">What an error calls the image.</param>
    /// <exception cref="ImageInputException">It is no whole image.</exception>
    public void ReadEncoded(ReadOnlySpan<byte> encoded, Span<float> planes, string name = "The encoded image")
    {
        CheckLength(planes);
        _workspace.Decoder.Decode(encoded, name, _workspace.Image);
        Write(planes);
    }

    /// <summary>Reads an image of ML.NET. It has lost its EXIF data, and is taken as upright.</summary>
    /// <param name="image">The image.</param>
    /// <param name="planes">As for <see cref="ReadFile"/>.</param>
    /// <param name="name">What an error calls the image.</param>
    /// <exception cref="ImageInputException">It has too many pixels.</exception>
    public void ReadImage(MLImage image, Span<float> planes, string name = "The image")
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckLength(planes);
        _workspace.Decoder.Copy(image, name, _workspace.Image);
        Write(planes);
    }

    /// <summary>Loads a file as an image of ML.NET, turned upright, which ML.NET's own loading leaves out. Transparency is left out.</summary>
    /// <param name="path">A JPEG, PNG, GIF, BMP or WebP.</param>
    /// <param name="enoughPixels">The width and height that are enough: a larger JPEG may be decoded smaller, but not below.</param>
    /// <param name="maxImagePixels">The most pixels that the file's image may have.</param>
    /// <returns>The image, which the caller disposes.</returns>
    /// <exception cref="ImageInputException">The file can't be read, or is no whole image; the message names it.</exception>
    public static MLImage Load(string path, int enoughPixels = int.MaxValue, long maxImagePixels = MostPixels)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(enoughPixels, 1);
        var pixels = new PixelBuffer();
        new ImageDecoder(maxImagePixels, enoughPixels, enoughPixels).DecodeFile(path, pixels);
        Span<byte> bytes = pixels.Bytes.AsSpan(0, pixels.Width * pixels.Height * 4);
        for (int i = 3; i < bytes.Length; i += 4)
            bytes[i] = byte.MaxValue;
        return MLImage.CreateFromPixels(pixels.Width, pixels.Height, MLPixelFormat.Rgba32, bytes);
    }

    private void Write(Span<float> planes)
    {
        _workspace.Preprocessor.Write(_workspace.Image, planes);
        Region = _workspace.Preprocessor.RegionOf(_workspace.Image);
    }

    private void CheckLength(ReadOnlySpan<float> planes)
    {
        if (planes.Length != Length)
            throw new ArgumentException(
                $"There is room for {planes.Length} values; needed: {Length}, 3 x {_preprocessing.Height} x {_preprocessing.Width}.",
                nameof(planes)
            );
    }
}
