namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>The number of pixels with content, and how far they reach: along the axes, and along both diagonals.</summary>
internal struct ContentExtent
{
    private int _area;
    private Reach _columns = new();
    private Reach _rows = new();
    private Reach _main = new();
    private Reach _anti = new();

    public ContentExtent() { }

    /// <summary>Adds a row, in which content is 1 and everything else 0.</summary>
    public void Add(ReadOnlySpan<byte> mask, int y)
    {
        int first = mask.IndexOf((byte)1);
        if (first < 0)
            return;
        int last = mask.LastIndexOf((byte)1);
        _area += mask.Count((byte)1);
        _rows.Add(y, y);
        _columns.Add(first, last);
        _main.Add(first + y, last + y);
        _anti.Add(first - y, last - y);
    }

    /// <summary>
    /// Area, a place for the perimeter, left, top, width, height, diagonal of the bounding box, reach along both diagonals.
    /// </summary>
    public readonly void Write(Span<float> features)
    {
        int width = _columns.Length,
            height = _rows.Length;
        features[0] = _area;
        (features[2], features[3]) = _area == 0 ? (0, 0) : (_columns.First, _rows.First);
        (features[4], features[5]) = (width, height);
        features[6] = (float)Math.Sqrt((double)width * width + (double)height * height);
        features[7] = (float)(Math.Max(0, _main.Length - 1) / Math.Sqrt(2));
        features[8] = (float)(Math.Max(0, _anti.Length - 1) / Math.Sqrt(2));
    }

    private struct Reach
    {
        public Reach() { }

        public int First { get; private set; } = int.MaxValue;

        public int Last { get; private set; } = int.MinValue;

        public readonly int Length => First > Last ? 0 : Last - First + 1;

        public void Add(int first, int last) => (First, Last) = (Math.Min(First, first), Math.Max(Last, last));
    }
}
