namespace MLNet.ConvExtensions.Features;

/// <summary>
/// Features in memory, up to a budget. Those that came first stay: of data that is read from its start to its end over and over, throwing
/// out the oldest would throw out what is needed next.
/// </summary>
internal sealed class MemoryFeatureCache(long budget, int width) : FeatureCache([])
{
    /// <summary>What an entry takes beside its features: the array's header, and the key's place in the table.</summary>
    private const int Overhead = 80;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, float[]> _features = [];
    private readonly long _capacity = budget / (sizeof(float) * (long)width + Overhead);

    public override void Acquire()
    {
    }

    public override void Release()
    {
    }

    public override bool TryGet(UInt128 key, Span<float> features)
    {
        float[]? found;
        lock (_lock)
        {
            if (!_features.TryGetValue(key, out found))
                return false;
        }

        found.CopyTo(features);
        return true;
    }

    public override void Add(UInt128 key, ReadOnlySpan<float> features)
    {
        lock (_lock)
        {
            if (_features.Count < _capacity && !_features.ContainsKey(key))
                _features.Add(key, features.ToArray());
        }
    }
}
