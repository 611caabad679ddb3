using System.Security.Cryptography;
using Microsoft.ML.Data;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Inspection.Photos;

/// <summary>Reads a photo and measures it.</summary>
internal static class PhotoMeasurer
{
    /// <summary>Brightness and sharpness are measured on this many pixels of the shorter side; smaller photos stay as they are.</summary>
    private const int ShorterSide = 256;

    /// <exception cref="ImageInputException">It can't be read, or is no whole image.</exception>
    public static MeasuredPhoto Measure(string path)
    {
        using MLImage image = ImageReader.Load(path, ShorterSide);
        ReadOnlySpan<byte> pixels = image.Pixels;
        int width = image.Width,
            height = image.Height;
        GreyPicture grey = GreyPicture.OfRgba(width, height, pixels);
        double scale = Math.Min(1, ShorterSide / (double)Math.Min(width, height));
        GreyPicture measured = grey.Resize(Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
        (string content, long bytes) = Content(path);
        PhotoStatistics statistics = Statistics(measured, FullSize(path, width, height), bytes);
        GreyPicture small = measured.Resize(MeasuredPhoto.Side, MeasuredPhoto.Side);
        return new MeasuredPhoto
        {
            Statistics = statistics,
            Picture = Array.ConvertAll(small.Values, v => (byte)Math.Clamp(MathF.Round(v), 0, 255)),
            Hash = PictureHash.Of(small),
            Content = content,
            Camera = CameraName.Of(path),
            Clues = PhotoClues.Of(statistics, width, height, pixels),
        };
    }

    private static PhotoStatistics Statistics(GreyPicture grey, (int Width, int Height) size, long bytes)
    {
        float[] sorted = (float[])grey.Values.Clone();
        Array.Sort(sorted);
        int twentieth = sorted.Length / 20;
        return new PhotoStatistics
        {
            Width = size.Width,
            Height = size.Height,
            FileBytes = bytes,
            Brightness = sorted.Average(v => (double)v) / byte.MaxValue,
            Shadows = sorted[twentieth] / byte.MaxValue,
            Highlights = sorted[sorted.Length - 1 - twentieth] / byte.MaxValue,
            Sharpness = grey.LaplacianVariance(),
        };
    }

    /// <summary>The photo's size, upright: large JPEGs are decoded smaller than they are.</summary>
    private static (int Width, int Height) FullSize(string path, int width, int height)
    {
        using SKCodec? codec = SKCodec.Create(path);
        if (codec is null)
            return (width, height);
        SKSizeI size = new(codec.Info.Width, codec.Info.Height);
        return (size.Width > size.Height) == (width > height) ? (size.Width, size.Height) : (size.Height, size.Width);
    }

    private static (string Hash, long Bytes) Content(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return (Convert.ToHexStringLower(SHA256.HashData(stream)), stream.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageInputException($"The image file '{path}' vanished while it was read: {e.Message}", e);
        }
    }
}
