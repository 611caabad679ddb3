namespace MLNet.ConvExtensions.Insight.Activations;

/// <summary>What a unit has said so far.</summary>
internal sealed class UnitStatistics(int strongest)
{
    private readonly PriorityQueue<StrongPhoto, float> _photos = new();
    private long _count,
        _active;
    private double _mean,
        _squares;
    private float _min = float.PositiveInfinity,
        _max = float.NegativeInfinity;

    /// <summary>Takes in the unit's map of a photo.</summary>
    public void Add(string image, ReadOnlySpan<float> map, int width)
    {
        int place = 0;
        for (int i = 0; i < map.Length; i++)
        {
            float value = map[i];
            _active += value > 0 ? 1 : 0;
            // Welford's: sums of squares alone lose the digits of a small deviation beside a large mean.
            double before = value - _mean;
            _mean += before / ++_count;
            _squares += before * (value - _mean);
            _min = Math.Min(_min, value);
            if (value > map[place])
                place = i;
        }

        _max = Math.Max(_max, map[place]);
        _photos.Enqueue(new StrongPhoto(image, map[place], place / width, place % width), map[place]);
        if (_photos.Count > strongest)
            _photos.Dequeue();
    }

    public UnitActivations ToUnit(int unit) =>
        new()
        {
            Unit = unit,
            Mean = _mean,
            StandardDeviation = Math.Sqrt(_squares / _count),
            Min = _min,
            Max = _max,
            ActiveShare = (double)_active / _count,
            Strongest =
            [
                .. _photos
                    .UnorderedItems.Select(p => p.Element)
                    .OrderByDescending(p => p.Value)
                    .ThenBy(p => p.Image, StringComparer.Ordinal),
            ],
        };
}
