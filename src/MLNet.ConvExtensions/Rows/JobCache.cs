namespace MLNet.ConvExtensions.Rows;

/// <summary>A job's dealings with the cache: the keys of its images, and the features of those that are there.</summary>
internal sealed class JobCache : IDisposable
{
    private readonly FeatureCache _cache;
    private readonly int _width;
    private readonly float[] _features;
    private readonly UInt128?[] _keys;

    /// <exception cref="IOException">The cache's file can't be used.</exception>
    public JobCache(FeatureCache cache, int capacity, int width)
    {
        cache.Acquire();
        _cache = cache;
        _width = width;
        _features = new float[capacity * width];
        _keys = new UInt128?[capacity];
    }

    /// <summary>Looks up the image of row <paramref name="i"/>, which the reader has at <paramref name="place"/>.</summary>
    public bool TryGet(int i, ColumnReader reader, int place)
    {
        _keys[i] = reader.TryGetKey(place, _cache, out UInt128 key) ? key : null;
        return _keys[i] is not null && _cache.TryGet(key, _features.AsSpan(i * _width, _width));
    }

    /// <summary>The features of row <paramref name="i"/> if <see cref="TryGet"/> found them.</summary>
    public ReadOnlySpan<float> FeaturesOf(int i) => _features.AsSpan(i * _width, _width);

    /// <summary>Keeps what was computed for row <paramref name="i"/>.</summary>
    public void Add(int i, ReadOnlySpan<float> features)
    {
        if (_keys[i] is { } key)
            _cache.Add(key, features);
    }

    public void Dispose() => _cache.Release();
}
