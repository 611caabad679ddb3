using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Insight.Explanations;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Activations;

/// <summary>Small pictures of one size side by side.</summary>
internal sealed class PictureGrid
{
    private const int SmallestSide = 40,
        Gap = 2;

    private static readonly SKColor Background = new(128, 128, 128, 0);

    private readonly int _width,
        _height,
        _factor,
        _columns,
        _rows;
    private readonly byte[] _pixels;

    /// <param name="count">How many pictures.</param>
    /// <param name="width">The width of each.</param>
    /// <param name="height">The height of each.</param>
    public PictureGrid(int count, int width, int height)
    {
        Count = count;
        (_width, _height) = (width, height);
        _factor = Math.Max(1, (int)Math.Ceiling(SmallestSide / (double)Math.Max(width, height)));
        _columns = (int)Math.Ceiling(Math.Sqrt(count));
        _rows = (count + _columns - 1) / _columns;
        _pixels = new byte[4 * FullWidth * FullHeight];
        for (int i = 0; i < _pixels.Length; i += 4)
            (_pixels[i], _pixels[i + 1], _pixels[i + 2], _pixels[i + 3]) = (
                Background.Red,
                Background.Green,
                Background.Blue,
                Background.Alpha
            );
    }

    public int Count { get; }

    private int FullWidth => (_columns * ((_width * _factor) + Gap)) - Gap;

    private int FullHeight => (_rows * ((_height * _factor) + Gap)) - Gap;

    /// <summary>Draws numbers from black for the least to white for the most.</summary>
    public void DrawGray(int place, ReadOnlySpan<float> values)
    {
        float least = TensorPrimitives.Min(values),
            range = TensorPrimitives.Max(values) - least;
        for (int i = 0; i < values.Length; i++)
        {
            byte gray = Byte(range > 0 ? (values[i] - least) / range : 0);
            Fill(place, i, gray, gray, gray);
        }
    }

    /// <summary>Draws weights: gray for 0, and as far from it as the largest magnitude among them says.</summary>
    /// <param name="place">The picture.</param>
    /// <param name="red">The weights of red, or of the only channel.</param>
    /// <param name="green">The weights of green.</param>
    /// <param name="blue">The weights of blue.</param>
    public void DrawWeights(int place, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        float most = Math.Max(Largest(red), Math.Max(Largest(green), Largest(blue)));
        for (int i = 0; i < red.Length; i++)
            Fill(place, i, Shade(red[i]), Shade(green[i]), Shade(blue[i]));

        byte Shade(float weight) => Byte(most > 0 ? 0.5f + (weight / most / 2) : 0.5f);

        static float Largest(ReadOnlySpan<float> weights) => Math.Abs(TensorPrimitives.MaxMagnitude(weights));
    }

    public void Save(string file)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(FullWidth, FullHeight, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        Marshal.Copy(_pixels, 0, bitmap.GetPixels(), _pixels.Length);
        PngFile.Save(bitmap, file);
    }

    private static byte Byte(float share) => float.IsNaN(share) ? (byte)0 : (byte)Math.Round(Math.Clamp(share, 0, 1) * 255);

    private void Fill(int place, int index, byte red, byte green, byte blue)
    {
        int left = (place % _columns * ((_width * _factor) + Gap)) + (index % _width * _factor),
            top = (place / _columns * ((_height * _factor) + Gap)) + (index / _width * _factor);
        for (int y = top; y < top + _factor; y++)
        {
            for (int x = left; x < left + _factor; x++)
            {
                Span<byte> pixel = _pixels.AsSpan(4 * ((y * FullWidth) + x), 4);
                (pixel[0], pixel[1], pixel[2], pixel[3]) = (red, green, blue, 255);
            }
        }
    }
}
