using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>A photo in memory: red, green and blue of each pixel, row by row.</summary>
internal sealed record PhotoPixels(int Width, int Height, byte[] Values)
{
    public const int Channels = 3;

    private const int ImageChannels = 4;

    public int ShorterSide => Math.Min(Width, Height);

    public byte this[int x, int y, int channel] => Values[(((y * Width) + x) * Channels) + channel];

    /// <summary>Reads a file, upright and no larger than is needed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="side">A photo whose shorter side has more pixels is made smaller, so that it has these.</param>
    /// <exception cref="ImageInputException">It can't be read.</exception>
    public static PhotoPixels Read(string path, int side)
    {
        using MLImage image = ImageReader.Load(path, side);
        int shorter = Math.Min(image.Width, image.Height);
        return shorter <= side ? Of(image) : Resized(image, Scaled(image.Width), Scaled(image.Height));

        int Scaled(int length) => (int)Math.Floor((length * (double)side / shorter) + 0.5);
    }

    public static PhotoPixels Of(MLImage image)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        (int red, int blue) = image.PixelFormat == MLPixelFormat.Bgra32 ? (2, 0) : (0, 2);
        var values = new byte[image.Width * image.Height * Channels];
        for (int from = 0, to = 0; to < values.Length; from += ImageChannels, to += Channels)
        {
            values[to] = pixels[from + red];
            values[to + 1] = pixels[from + 1];
            values[to + 2] = pixels[from + blue];
        }

        return new PhotoPixels(image.Width, image.Height, values);
    }

    /// <summary>The photo in another size, as Pillow's bilinear filter makes it.</summary>
    public PhotoPixels Resized(int width, int height)
    {
        using MLImage image = ToImage();
        return Resized(image, width, height);
    }

    /// <returns>The image, which the caller disposes.</returns>
    public MLImage ToImage()
    {
        var pixels = new byte[Width * Height * ImageChannels];
        for (int from = 0, to = 0; from < Values.Length; from += Channels, to += ImageChannels)
        {
            Values.AsSpan(from, Channels).CopyTo(pixels.AsSpan(to));
            pixels[to + Channels] = byte.MaxValue;
        }

        return MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, pixels);
    }

    /// <summary>A value as a byte: the nearest, halves upwards, no less than 0 and no more than 255.</summary>
    public static byte Byte(double value) => (byte)Math.Clamp(Math.Floor(value + 0.5), 0, 255);

    private static PhotoPixels Resized(MLImage image, int width, int height)
    {
        var reader = new ImageReader(
            new BackbonePreprocessing
            {
                Width = width,
                Height = height,
                CropFraction = 1,
                Interpolation = Interpolation.Bilinear,
                Scale = 1,
                Mean = [0, 0, 0],
                StandardDeviation = [1, 1, 1],
            }
        );
        var planes = new float[reader.Length];
        reader.ReadImage(image, planes);
        int plane = width * height;
        var values = new byte[planes.Length];
        for (int i = 0; i < plane; i++)
        {
            for (int c = 0; c < Channels; c++)
                values[(i * Channels) + c] = Byte(planes[(c * plane) + i]);
        }

        return new PhotoPixels(width, height, values);
    }
}
