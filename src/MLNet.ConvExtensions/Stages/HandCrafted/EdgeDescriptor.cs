using System.Numerics;
using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>
/// The edges of each region by their orientation: sums of the Sobel gradients' lengths, as shares of the sum over the whole image. The
/// gradients are those of OpenCV's <c>Sobel</c>, whose image goes on as in a mirror beyond its border.
/// </summary>
internal sealed class EdgeDescriptor : Descriptor
{
    private readonly OrientationBins _bins;
    private readonly int _orientations;
    private readonly int _grid;
    private readonly float[][] _rows;
    private readonly float[] _lengths;
    private readonly int[] _binOf;
    private readonly double[] _sums;

    public EdgeDescriptor(HandCraftedFeaturesOptions options)
    {
        (_orientations, _grid) = (options.EdgeOrientations, options.EdgeGrid);
        _bins = new OrientationBins(_orientations);
        int stride = (options.Width + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        // A pixel more on both sides.
        _rows = [new float[stride + 2], new float[stride + 2], new float[stride + 2]];
        (_lengths, _binOf) = (new float[stride], new int[stride]);
        _sums = new double[_grid * _grid * _orientations];
    }

    public override IReadOnlyList<string> Names =>
        [
            .. from row in Enumerable.Range(0, _grid)
            from column in Enumerable.Range(0, _grid)
            from orientation in Enumerable.Range(0, _orientations)
            select FormattableString.Invariant($"Edges.{row},{column}.{180.0 * orientation / _orientations:0.#}deg"),
        ];

    public override void Compute(WorkingImage image, Span<float> features)
    {
        Array.Clear(_sums);
        for (int y = 0; y < image.Height; y++)
        {
            for (int i = 0; i < 3; i++)
                Load(image, y + i - 1, _rows[i]);
            FindGradients();
            Span<double> regions = _sums.AsSpan(y * _grid / image.Height * _grid * _orientations);
            for (int x = 0; x < image.Width; x++)
                regions[x * _grid / image.Width * _orientations + _binOf[x]] += _lengths[x];
        }

        double total = 0;
        foreach (double sum in _sums)
            total += sum;
        for (int i = 0; i < _sums.Length; i++)
            features[i] = total == 0 ? 0 : (float)(_sums[i] / total);
    }

    private static void Load(WorkingImage image, int y, Span<float> into)
    {
        if (y < 0)
            y = 1;
        else if (y == image.Height)
            y = image.Height - 2;
        ReadOnlySpan<byte> row = image.GreyRow(y);
        for (int x = 0; x < row.Length; x++)
            into[x + 1] = row[x];
        into[0] = row[1];
        into[row.Length + 1] = row[^2];
    }

    private void FindGradients()
    {
        (float[] above, float[] here, float[] below) = (_rows[0], _rows[1], _rows[2]);
        Span<Vector<float>> lengths = MemoryMarshal.Cast<float, Vector<float>>(_lengths.AsSpan());
        Span<Vector<int>> bins = MemoryMarshal.Cast<int, Vector<int>>(_binOf.AsSpan());
        for (int v = 0; v < lengths.Length; v++)
        {
            int left = v * Vector<float>.Count,
                center = left + 1,
                right = left + 2;
            Vector<float> aboveLeft = new(above, left),
                aboveRight = new(above, right),
                belowLeft = new(below, left),
                belowRight = new(below, right);
            Vector<float> x =
                aboveRight - aboveLeft + belowRight - belowLeft + ((new Vector<float>(here, right) - new Vector<float>(here, left)) * 2);
            Vector<float> y =
                belowLeft
                - aboveLeft
                + belowRight
                - aboveRight
                + ((new Vector<float>(below, center) - new Vector<float>(above, center)) * 2);
            lengths[v] = Vector.SquareRoot((x * x) + (y * y));
            bins[v] = _bins.Of(x, y);
        }
    }
}
