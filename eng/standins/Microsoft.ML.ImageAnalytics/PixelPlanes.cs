using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

internal static class PixelPlanes
{
    private const int BytesPerPixel = 4;

    public static void Extract<T>(MLImage image, PixelExtraction column, Span<T> values)
        where T : unmanaged, INumberBase<T>
    {
        (int red, int blue) = image.PixelFormat == MLPixelFormat.Rgba32 ? (0, 2) : (2, 0);
        ReadOnlySpan<byte> pixels = image.Pixels;
        ExtractPlane(pixels, 3, column, column.Layout.Alpha, values);
        ExtractPlane(pixels, red, column, column.Layout.Red, values);
        ExtractPlane(pixels, 1, column, column.Layout.Green, values);
        ExtractPlane(pixels, blue, column, column.Layout.Blue, values);
    }

    private static void ExtractPlane<T>(ReadOnlySpan<byte> pixels, int channel, PixelExtraction column, int plane, Span<T> values)
        where T : unmanaged, INumberBase<T>
    {
        if (plane < 0)
            return;
        int count = pixels.Length / BytesPerPixel;
        (int at, int step) = column.Interleave ? (plane, column.Layout.Planes) : (plane * count, 1);
        bool scaled = column.Offset != 0 || column.Scale != 1;
        for (int from = channel; from < pixels.Length; from += BytesPerPixel, at += step)
            values[at] = scaled ? T.CreateTruncating((pixels[from] - column.Offset) * column.Scale) : T.CreateTruncating(pixels[from]);
    }
}
