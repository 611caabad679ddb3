using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>
/// Histograms of oriented gradients (Dalal and Triggs, "Histograms of oriented gradients for human detection", 2005): of every pixel the
/// gradient of the colour channel where it is largest, unsigned, gathered in cells, normalised in overlapping blocks (L2-Hys).
/// </summary>
/// <remarks>
/// The values are those of scikit-image's <c>feature.hog</c> with <c>channel_axis</c>: a pixel counts fully for its own cell and bin,
/// without interpolation between these.
/// </remarks>
internal sealed class HogDescriptor : Descriptor
{
    private const float Epsilon = 1e-5f;
    private const float Clip = 0.2f;

    private readonly OrientationBins _bins;
    private readonly int _orientations;
    private readonly int _cell;
    private readonly int _block;
    private readonly int _cellsX;
    private readonly int _cellsY;
    private readonly int _width;
    private readonly float[] _cells;
    private readonly float[] _magnitudes;
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly int[] _binOf;

    public HogDescriptor(HandCraftedFeaturesOptions options)
    {
        (_orientations, _cell, _block, _width) = (options.HogOrientations, options.HogCellSize, options.HogBlockSize, options.Width);
        _bins = new OrientationBins(_orientations);
        (_cellsX, _cellsY) = (options.Width / _cell, options.Height / _cell);
        _cells = new float[_cellsX * _cellsY * _orientations];
        // Rows are as long as whole vectors, so that none is cut.
        int stride = (_width + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        (_magnitudes, _x, _y, _binOf) = (new float[stride], new float[3 * stride], new float[3 * stride], new int[stride]);
    }

    public override IReadOnlyList<string> Names =>
        [
            .. from row in Enumerable.Range(0, _cellsY - _block + 1)
            from column in Enumerable.Range(0, _cellsX - _block + 1)
            from cellRow in Enumerable.Range(0, _block)
            from cellColumn in Enumerable.Range(0, _block)
            from orientation in Enumerable.Range(0, _orientations)
            select FormattableString.Invariant(
                $"Hog.Block{row},{column}.Cell{cellRow},{cellColumn}.{180.0 * orientation / _orientations:0.#}deg"
            ),
        ];

    public override void Compute(WorkingImage image, Span<float> features)
    {
        Array.Clear(_cells);
        for (int y = 0; y < _cellsY * _cell; y++)
        {
            FindGradients(image, y);
            Span<float> row = _cells.AsSpan(y / _cell * _cellsX * _orientations, _cellsX * _orientations);
            for (int cell = 0, x = 0; cell < _cellsX; cell++)
            {
                Span<float> histogram = row.Slice(cell * _orientations, _orientations);
                for (int end = x + _cell; x < end; x++)
                    histogram[_binOf[x]] += _magnitudes[x];
            }
        }

        TensorPrimitives.Divide(_cells, _cell * _cell, _cells);
        Normalise(features);
    }

    /// <summary>The gradients of a row: at the image's borders their part across the border is nothing.</summary>
    private void FindGradients(WorkingImage image, int y)
    {
        int stride = _magnitudes.Length;
        for (int channel = 0; channel < 3; channel++)
        {
            ReadOnlySpan<float> plane = image.Plane(channel),
                row = plane.Slice(y * _width, _width);
            Span<float> gradientX = _x.AsSpan(channel * stride, _width),
                gradientY = _y.AsSpan(channel * stride, _width);
            TensorPrimitives.Subtract(row[2..], row[..^2], gradientX[1..^1]);
            if (y > 0 && y < image.Height - 1)
                TensorPrimitives.Subtract(plane.Slice((y + 1) * _width, _width), plane.Slice((y - 1) * _width, _width), gradientY);
            else
                gradientY.Clear();
        }

        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(_x),
            ys = MemoryMarshal.Cast<float, Vector<float>>(_y);
        Span<Vector<float>> magnitudes = MemoryMarshal.Cast<float, Vector<float>>(_magnitudes.AsSpan());
        Span<Vector<int>> bins = MemoryMarshal.Cast<int, Vector<int>>(_binOf.AsSpan());
        int count = magnitudes.Length;
        for (int i = 0; i < count; i++)
        {
            Vector<float> x = xs[i],
                dy = ys[i],
                square = (x * x) + (dy * dy);
            for (int channel = 1; channel < 3; channel++)
            {
                Vector<float> otherX = xs[channel * count + i],
                    otherY = ys[channel * count + i],
                    other = (otherX * otherX) + (otherY * otherY);
                Vector<int> larger = Vector.GreaterThan(other, square);
                x = Vector.ConditionalSelect(larger, otherX, x);
                dy = Vector.ConditionalSelect(larger, otherY, dy);
                square = Vector.Max(square, other);
            }

            magnitudes[i] = Vector.SquareRoot(square);
            bins[i] = _bins.Of(x, dy);
        }
    }

    private void Normalise(Span<float> features)
    {
        int rowLength = _block * _orientations,
            blockLength = _block * rowLength;
        for (int y = 0; y + _block <= _cellsY; y++)
        {
            for (int x = 0; x + _block <= _cellsX; x++)
            {
                Span<float> block = features[..blockLength];
                features = features[blockLength..];
                for (int row = 0; row < _block; row++)
                    _cells.AsSpan(((y + row) * _cellsX + x) * _orientations, rowLength).CopyTo(block[(row * rowLength)..]);
                Scale(block);
                TensorPrimitives.Min(block, Clip, block);
                Scale(block);
            }
        }
    }

    private static void Scale(Span<float> block) =>
        TensorPrimitives.Divide(block, MathF.Sqrt(TensorPrimitives.SumOfSquares(block) + (Epsilon * Epsilon)), block);
}
