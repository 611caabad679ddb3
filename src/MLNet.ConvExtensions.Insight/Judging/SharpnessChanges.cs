using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>Changes that take details away: blur, and compression.</summary>
internal static class SharpnessChanges
{
    /// <summary>How many standard deviations the filter reaches.</summary>
    private const double Reach = 4;

    /// <summary>Blurs by a Gaussian filter, along rows and then along columns. Beyond an edge lies what is at the edge.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="deviation">The standard deviation in pixels.</param>
    public static PhotoPixels Blur(PhotoPixels photo, double deviation)
    {
        float[] weights = Weights(deviation);
        int reach = weights.Length / 2,
            line = photo.Width * PhotoPixels.Channels;
        var rows = new float[photo.Height][];
        var padded = new float[line + (2 * reach * PhotoPixels.Channels)];
        for (int y = 0; y < photo.Height; y++)
        {
            for (int i = 0; i < padded.Length; i++)
            {
                int x = Math.Clamp((i / PhotoPixels.Channels) - reach, 0, photo.Width - 1);
                padded[i] = photo[x, y, i % PhotoPixels.Channels];
            }

            rows[y] = new float[line];
            for (int k = 0; k < weights.Length; k++)
                TensorPrimitives.MultiplyAdd<float>(padded.AsSpan(k * PhotoPixels.Channels, line), weights[k], rows[y], rows[y]);
        }

        var values = new byte[photo.Values.Length];
        var sum = new float[line];
        for (int y = 0; y < photo.Height; y++)
        {
            Array.Clear(sum);
            for (int k = 0; k < weights.Length; k++)
                TensorPrimitives.MultiplyAdd<float>(rows[Math.Clamp(y + k - reach, 0, photo.Height - 1)], weights[k], sum, sum);
            for (int i = 0; i < line; i++)
                values[(y * line) + i] = PhotoPixels.Byte(sum[i]);
        }

        return photo with
        {
            Values = values,
        };
    }

    /// <summary>Writes the photo as JPEG and reads it again.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="quality">The quality, 0 to 100.</param>
    public static PhotoPixels Jpeg(PhotoPixels photo, int quality)
    {
        using SKData encoded = Encode(photo, quality);
        using SKBitmap decoded = SKBitmap.Decode(
            encoded,
            new SKImageInfo(photo.Width, photo.Height, SKColorType.Rgba8888, SKAlphaType.Opaque)
        );
        return photo with { Values = [.. decoded.Bytes.Where((_, i) => i % 4 != 3)] };
    }

    /// <summary>The photo as JPEG.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="quality">The quality, 0 to 100.</param>
    /// <returns>The file's contents, which the caller disposes.</returns>
    public static SKData Encode(PhotoPixels photo, int quality)
    {
        using MLImage image = photo.ToImage();
        using var bitmap = new SKBitmap(new SKImageInfo(photo.Width, photo.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(image.Pixels.ToArray(), 0, bitmap.GetPixels(), bitmap.ByteCount);
        return bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
    }

    private static float[] Weights(double deviation)
    {
        int reach = (int)((Reach * deviation) + 0.5);
        double[] weights = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(d => Math.Exp(-d * d / (2 * deviation * deviation)))];
        double sum = weights.Sum();
        return [.. weights.Select(w => (float)(w / sum))];
    }
}
