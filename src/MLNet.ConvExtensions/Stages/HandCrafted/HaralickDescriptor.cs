namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>
/// Properties of grey-level co-occurrence matrices (Haralick, Shanmugam and Dinstein, "Textural features for image classification", 1973),
/// for four directions: how often which grey levels lie at a distance of each other, counted both ways.
/// </summary>
/// <remarks>
/// The values are those of scikit-image's <c>graycomatrix</c> (symmetric, normed) and <c>graycoprops</c>; entropy in bits.
/// </remarks>
internal sealed class HaralickDescriptor : Descriptor
{
    private static readonly string[] Properties = ["Contrast", "Dissimilarity", "Homogeneity", "Asm", "Energy", "Correlation", "Entropy"];
    private static readonly int[] Angles = [0, 45, 90, 135];

    private readonly int _levels;
    private readonly (int Rows, int Columns)[] _offsets;
    private readonly byte[] _grey;
    private readonly int[] _matrix;

    public HaralickDescriptor(HandCraftedFeaturesOptions options)
    {
        _levels = options.HaralickLevels;
        _offsets = [.. Angles.Select(a => Math.SinCos(a * Math.PI / 180)).Select(d => (Round(d.Sin), Round(d.Cos)))];
        _grey = new byte[options.Width * options.Height];
        _matrix = new int[_levels * _levels];
        int Round(double direction) => (int)Math.Round(direction * options.HaralickDistance);
    }

    public override IReadOnlyList<string> Names =>
        [.. from property in Properties from angle in Angles select $"Haralick.{property}.{angle}deg"];

    public override void Compute(WorkingImage image, Span<float> features)
    {
        for (int i = 0; i < _grey.Length; i++)
            _grey[i] = (byte)(image.Grey[i] * _levels >> 8);
        for (int angle = 0; angle < Angles.Length; angle++)
        {
            Array.Clear(_matrix);
            Count(image.Width, image.Height, _offsets[angle].Rows, _offsets[angle].Columns);
            Summarise(features, angle);
        }
    }

    private void Count(int width, int height, int rows, int columns)
    {
        int first = Math.Max(0, -columns),
            last = Math.Min(width, width - columns);
        for (int y = 0; y + rows < height; y++)
        {
            ReadOnlySpan<byte> row = _grey.AsSpan(y * width, width),
                other = _grey.AsSpan((y + rows) * width, width);
            for (int x = first; x < last; x++)
                _matrix[row[x] * _levels + other[x + columns]]++;
        }
    }

    private void Summarise(Span<float> features, int angle)
    {
        double total = 0,
            contrast = 0,
            dissimilarity = 0,
            homogeneity = 0,
            asm = 0,
            entropy = 0,
            sum = 0,
            squares = 0,
            products = 0;
        for (int i = 0; i < _levels; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                // Of the symmetric matrix this is one element on the diagonal, and two elsewhere.
                int count = _matrix[i * _levels + j] + _matrix[j * _levels + i];
                if (count == 0)
                    continue;
                double both = i == j ? count : 2.0 * count,
                    distance = i - j;
                total += both;
                contrast += both * distance * distance;
                dissimilarity += both * distance;
                homogeneity += both / (1 + distance * distance);
                asm += both * count;
                entropy += both * Math.Log2(count);
                sum += both * (i + j);
                squares += both * ((double)i * i + (double)j * j);
                products += both * 2 * i * j;
            }
        }

        // A distance larger than the image leaves no pairs.
        if (total == 0)
            total = 1;
        double mean = sum / 2 / total,
            variance = squares / 2 / total - mean * mean,
            covariance = products / 2 / total - mean * mean;
        ReadOnlySpan<double> values =
        [
            contrast / total,
            dissimilarity / total,
            homogeneity / total,
            asm / (total * total),
            Math.Sqrt(asm) / total,
            variance < 1e-12 ? 1 : covariance / variance,
            Math.Log2(total) - entropy / total,
        ];
        for (int i = 0; i < values.Length; i++)
            features[i * Angles.Length + angle] = (float)values[i];
    }
}
