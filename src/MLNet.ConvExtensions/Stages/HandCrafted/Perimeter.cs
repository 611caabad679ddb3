using System.Numerics;
using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>
/// The length of the borders of all that is set in a mask: border pixels count by how their neighbours on the border lie (Benkrid and
/// Crookes, "Design and FPGA implementation of a perimeter estimator", 2000).
/// </summary>
internal sealed class Perimeter
{
    private readonly int _width;
    private readonly int _height;
    private readonly int _stride;
    private readonly byte[] _mask;
    private readonly byte[] _border;
    private readonly byte[] _codes;
    private readonly int[] _counts = new int[64];

    public Perimeter(int width, int height)
    {
        (_width, _height) = (width, height);
        // A frame of one empty pixel, and room for whole vectors.
        _stride = (width + Vector<byte>.Count - 1) / Vector<byte>.Count * Vector<byte>.Count + 2;
        _mask = new byte[_stride * (height + 2)];
        _border = new byte[_stride * (height + 2)];
        _codes = new byte[_stride - 2];
    }

    /// <summary>A row of the mask, to be set to ones and zeros.</summary>
    public Span<byte> Row(int y) => _mask.AsSpan((y + 1) * _stride + 1, _width);

    public float Measure()
    {
        for (int y = 1; y <= _height; y++)
        {
            for (int i = y * _stride + 1, end = i + _codes.Length; i < end; i += Vector<byte>.Count)
            {
                Vector<byte> inside = Load(_mask, i - 1) & Load(_mask, i + 1) & Load(_mask, i - _stride) & Load(_mask, i + _stride);
                Vector.AndNot(Load(_mask, i), inside).CopyTo(_border, i);
            }
        }

        Array.Clear(_counts);
        Span<Vector<byte>> codes = MemoryMarshal.Cast<byte, Vector<byte>>(_codes.AsSpan());
        for (int y = 1; y <= _height; y++)
        {
            for (int v = 0; v < codes.Length; v++)
            {
                int i = y * _stride + 1 + v * Vector<byte>.Count;
                Vector<byte> beside = Load(_border, i - 1) + Load(_border, i + 1) + Load(_border, i - _stride) + Load(_border, i + _stride);
                Vector<byte> across =
                    Load(_border, i - _stride - 1)
                    + Load(_border, i - _stride + 1)
                    + Load(_border, i + _stride - 1)
                    + Load(_border, i + _stride + 1);
                codes[v] = Load(_border, i) + beside + beside + (across * 10);
            }

            foreach (byte code in _codes.AsSpan(0, _width))
                _counts[code]++;
        }

        int straight = _counts[5] + _counts[7] + _counts[15] + _counts[17] + _counts[25] + _counts[27];
        int diagonal = _counts[21] + _counts[33],
            bent = _counts[13] + _counts[23];
        return (float)(straight + diagonal * Math.Sqrt(2) + bent * (1 + Math.Sqrt(2)) / 2);
    }

    private static Vector<byte> Load(byte[] bytes, int i) => new(bytes, i);
}
