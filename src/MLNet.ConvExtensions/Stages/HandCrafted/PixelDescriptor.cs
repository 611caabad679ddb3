namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>The image made small, by averages over areas, as values from 0 to 1.</summary>
internal sealed class PixelDescriptor : Descriptor
{
    private readonly int _width;
    private readonly int _height;
    private readonly bool _color;
    private readonly AreaWeights _columns;
    private readonly AreaWeights _rows;
    private readonly float[] _grey;
    private readonly float[] _narrow;

    public PixelDescriptor(HandCraftedFeaturesOptions options)
    {
        (_width, _height, _color) = (options.PixelWidth, options.PixelHeight, options.PixelColor);
        _columns = new AreaWeights(options.Width, _width);
        _rows = new AreaWeights(options.Height, _height);
        _grey = new float[_color ? 0 : options.Width * options.Height];
        _narrow = new float[_width];
    }

    public override IReadOnlyList<string> Names =>
        [
            .. from channel in _color ? ["Red", "Green", "Blue"] : new[] { "Grey" }
            from y in Enumerable.Range(0, _height)
            from x in Enumerable.Range(0, _width)
            select $"Pixel.{channel}.{y},{x}",
        ];

    public override void Compute(WorkingImage image, Span<float> features)
    {
        features.Clear();
        int size = _width * _height;
        if (!_color)
        {
            for (int i = 0; i < _grey.Length; i++)
                _grey[i] = image.Grey[i];
            Shrink(_grey, image.Width, features);
            return;
        }

        for (int channel = 0; channel < 3; channel++)
            Shrink(image.Plane(channel), image.Width, features.Slice(channel * size, size));
    }

    private void Shrink(ReadOnlySpan<float> plane, int width, Span<float> result)
    {
        for (int y = 0; y < _height; y++)
        {
            Span<float> row = result.Slice(y * _width, _width);
            (int first, int count) = _rows.Range(y);
            for (int i = 0; i < count; i++)
            {
                _columns.Average(plane.Slice((first + i) * width, width), _narrow);
                float weight = _rows.Weight(y, i) / 255f;
                for (int x = 0; x < row.Length; x++)
                    row[x] += weight * _narrow[x];
            }
        }
    }

    /// <summary>How much of each position of a line falls to each position of a shorter one.</summary>
    private sealed class AreaWeights
    {
        private readonly int[] _first;
        private readonly float[][] _weights;

        public AreaWeights(int from, int to)
        {
            _first = new int[to];
            _weights = new float[to][];
            for (int i = 0; i < to; i++)
            {
                double start = (double)i * from / to,
                    end = (double)(i + 1) * from / to;
                int first = (int)start,
                    last = Math.Min((int)Math.Ceiling(end - 1e-9), from);
                _first[i] = first;
                _weights[i] =
                [
                    .. Enumerable
                        .Range(first, last - first)
                        .Select(j => (float)((Math.Min(j + 1, end) - Math.Max(j, start)) / (end - start))),
                ];
            }
        }

        public (int First, int Count) Range(int i) => (_first[i], _weights[i].Length);

        public float Weight(int i, int j) => _weights[i][j];

        public void Average(ReadOnlySpan<float> line, Span<float> result)
        {
            for (int i = 0; i < result.Length; i++)
            {
                float[] weights = _weights[i];
                ReadOnlySpan<float> part = line.Slice(_first[i], weights.Length);
                float sum = 0;
                for (int j = 0; j < weights.Length; j++)
                    sum += weights[j] * part[j];
                result[i] = sum;
            }
        }
    }
}
