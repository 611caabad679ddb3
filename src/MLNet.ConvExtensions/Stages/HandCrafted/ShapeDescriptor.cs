namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>The shape of the content, and the grey values. Lengths are in pixels of the image at its working size.</summary>
/// <remarks>
/// The perimeter is that of scikit-image's <c>measure.perimeter</c> (4 neighbours), the threshold that of its <c>threshold_otsu</c>, the
/// moments are those of OpenCV's <c>HuMoments</c> of the content's grey values, as -sign(h) log10 |h|, because they span many orders.
/// </remarks>
internal sealed class ShapeDescriptor : Descriptor
{
    private static readonly string[] Measures =
    [
        "Area",
        "Perimeter",
        "Left",
        "Top",
        "Width",
        "Height",
        "Diagonal",
        "MainDiagonal",
        "AntiDiagonal",
        "Average",
        "StandardDeviation",
    ];

    private readonly float? _threshold;
    private readonly int _bins;
    private readonly int[] _values = new int[256];
    private readonly Perimeter _perimeter;

    public ShapeDescriptor(HandCraftedFeaturesOptions options)
    {
        (_threshold, _bins) = (options.ContentThreshold, options.ValueBins);
        _perimeter = new Perimeter(options.Width, options.Height);
    }

    public override IReadOnlyList<string> Names =>
        [
            .. Measures.Select(m => $"Shape.{m}"),
            .. Enumerable.Range(0, _bins).Select(i => $"Shape.Value{i}"),
            .. Enumerable.Range(1, 7).Select(i => $"Shape.Hu{i}"),
        ];

    public override void Compute(WorkingImage image, Span<float> features)
    {
        Array.Clear(_values);
        foreach (byte value in image.Grey)
            _values[value]++;
        float threshold = _threshold ?? Otsu(_values, image.PixelCount);

        var extent = new ContentExtent();
        var moments = new ImageMoments();
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> row = image.GreyRow(y);
            Span<byte> mask = _perimeter.Row(y);
            for (int x = 0; x < row.Length; x++)
                mask[x] = row[x] > threshold ? (byte)1 : (byte)0;
            extent.Add(mask, y);
            moments.Add(row, mask, y);
        }

        extent.Write(features);
        features[1] = _perimeter.Measure();
        WriteValues(image.PixelCount, features[(Measures.Length - 2)..]);
        moments.WriteHu(features[(Measures.Length + _bins)..]);
    }

    private void WriteValues(int pixels, Span<float> features)
    {
        double sum = 0,
            squares = 0;
        Span<float> distribution = features.Slice(2, _bins);
        distribution.Clear();
        for (int value = 0; value < _values.Length; value++)
        {
            sum += (double)value * _values[value];
            squares += (double)value * value * _values[value];
            distribution[value * _bins / 256] += (float)_values[value] / pixels;
        }

        double average = sum / pixels;
        features[0] = (float)average;
        features[1] = (float)Math.Sqrt(Math.Max(0, squares / pixels - average * average));
    }

    /// <summary>The grey value that parts the pixels into two classes as far apart as possible (Otsu, 1979).</summary>
    private static float Otsu(ReadOnlySpan<int> histogram, int pixels)
    {
        int first = histogram.IndexOfAnyExcept(0),
            last = histogram.LastIndexOfAnyExcept(0);
        double total = 0,
            below = 0,
            best = -1;
        for (int i = first; i <= last; i++)
            total += (double)i * histogram[i];
        long count = 0;
        int threshold = first;
        for (int i = first; i < last; i++)
        {
            count += histogram[i];
            below += (double)i * histogram[i];
            double difference = below / count - (total - below) / (pixels - count);
            double variance = (double)count * (pixels - count) * difference * difference;
            if (variance > best)
                (best, threshold) = (variance, i);
        }

        return threshold;
    }
}
