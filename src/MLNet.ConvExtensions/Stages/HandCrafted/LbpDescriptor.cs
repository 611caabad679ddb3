using System.Numerics;
using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>
/// The histogram of uniform, rotation-invariant local binary patterns (Ojala, Pietikäinen and Mäenpää, "Multiresolution gray-scale and
/// rotation invariant texture classification with local binary patterns", 2002).
/// </summary>
/// <remarks>
/// A pattern says which points on a circle around a pixel are at least as bright as it. Those with at most two changes count by their
/// number of bright points, all others together. The arithmetic is that of scikit-image's <c>local_binary_pattern</c>, in doubles and in
/// the same order, because in even areas the result hangs on the last bit; outside of the image it is black.
/// </remarks>
internal sealed class LbpDescriptor : Descriptor
{
    private readonly int _points;
    private readonly int _margin;
    private readonly int _stride;
    private readonly double[] _rowOffsets;
    private readonly double[] _columnOffsets;
    private readonly double[] _padded;
    private readonly double[] _fractions;
    private readonly long[] _patterns;
    private readonly int[] _histogram;

    public LbpDescriptor(HandCraftedFeaturesOptions options)
    {
        _points = options.LbpPoints;
        _margin = options.LbpRadius + 1;
        _rowOffsets =
        [
            .. Enumerable.Range(0, _points).Select(i => Math.Round(-options.LbpRadius * Math.Sin(2 * Math.PI * i / _points), 5)),
        ];
        _columnOffsets =
        [
            .. Enumerable.Range(0, _points).Select(i => Math.Round(options.LbpRadius * Math.Cos(2 * Math.PI * i / _points), 5)),
        ];
        int vectors = (options.Width + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
        _stride = vectors + (2 * _margin);
        _padded = new double[_stride * (options.Height + (2 * _margin))];
        _patterns = new long[vectors];
        _histogram = new int[_points + 2];

        // How far a neighbour's column lies beyond a pixel's: rounded differently from column to column, as sums of doubles are.
        _fractions = new double[_points * vectors];
        for (int i = 0; i < _points; i++)
        {
            for (int x = 0; x < options.Width; x++)
                _fractions[i * vectors + x] = x + _columnOffsets[i] - Math.Floor(x + _columnOffsets[i]);
        }
    }

    public override IReadOnlyList<string> Names => [.. Enumerable.Range(0, _points + 1).Select(i => $"Lbp.Uniform{i}"), "Lbp.Other"];

    public override void Compute(WorkingImage image, Span<float> features)
    {
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> grey = image.GreyRow(y);
            Span<double> row = _padded.AsSpan((y + _margin) * _stride + _margin, grey.Length);
            for (int x = 0; x < grey.Length; x++)
                row[x] = grey[x];
        }

        Array.Clear(_histogram);
        for (int y = 0; y < image.Height; y++)
        {
            FindPatterns(y);
            for (int x = 0; x < image.Width; x++)
                _histogram[LabelOf((uint)_patterns[x])]++;
        }

        for (int i = 0; i < _histogram.Length; i++)
            features[i] = (float)_histogram[i] / image.PixelCount;
    }

    private int LabelOf(uint pattern)
    {
        uint changes = (pattern ^ (pattern >> 1)) & ((1u << (_points - 1)) - 1);
        return BitOperations.PopCount(changes) <= 2 ? BitOperations.PopCount(pattern) : _points + 1;
    }

    private void FindPatterns(int y)
    {
        Array.Clear(_patterns);
        Span<Vector<long>> patterns = MemoryMarshal.Cast<long, Vector<long>>(_patterns.AsSpan());
        ReadOnlySpan<double> center = Row(y, 0);
        for (int i = 0; i < _points; i++)
        {
            double row = y + _rowOffsets[i],
                fraction = row - Math.Floor(row);
            int top = (int)Math.Floor(row),
                bottom = (int)Math.Ceiling(row),
                left = (int)Math.Floor(_columnOffsets[i]),
                right = (int)Math.Ceiling(_columnOffsets[i]);
            ReadOnlySpan<double> topLeft = Row(top, left),
                topRight = Row(top, right),
                bottomLeft = Row(bottom, left),
                bottomRight = Row(bottom, right);
            ReadOnlySpan<double> fractions = _fractions.AsSpan(i * _patterns.Length, _patterns.Length);
            var bit = new Vector<long>(1L << i);
            for (int v = 0; v < patterns.Length; v++)
            {
                int x = v * Vector<double>.Count;
                Vector<double> across = new(fractions[x..]),
                    rest = Vector<double>.One - across;
                Vector<double> above = (rest * new Vector<double>(topLeft[x..])) + (across * new Vector<double>(topRight[x..]));
                Vector<double> below = (rest * new Vector<double>(bottomLeft[x..])) + (across * new Vector<double>(bottomRight[x..]));
                Vector<double> value = (above * (1 - fraction)) + (below * fraction);
                patterns[v] |= Vector.GreaterThanOrEqual(value - new Vector<double>(center[x..]), Vector<double>.Zero) & bit;
            }
        }
    }

    private ReadOnlySpan<double> Row(int y, int shift) => _padded.AsSpan((y + _margin) * _stride + _margin + shift, _patterns.Length);
}
