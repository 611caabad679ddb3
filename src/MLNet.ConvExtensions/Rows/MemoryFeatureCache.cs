using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Rows;

/// <summary>
/// Features in memory up to a budget, and beyond it in a temporary file. Those that came first stay in memory: of data that is read from
/// its start to its end over and over, throwing out the oldest would throw out what is needed next.
/// </summary>
internal sealed class MemoryFeatureCache(long budget, int width, ILogger? logger) : FeatureCache([])
{
    /// <summary>What an entry takes beside its features: the array's header, and the key's place in the table.</summary>
    private const int Overhead = 80;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, float[]> _features = [];
    private readonly Dictionary<UInt128, int> _overflowed = [];
    private readonly long _capacity = budget / (sizeof(float) * (long)width + Overhead);
    private OverflowFile? _overflow;
    private bool _diskFailed;

    public override void Acquire() { }

    public override void Release() { }

    public override bool TryGet(UInt128 key, Span<float> features)
    {
        float[]? found;
        int row = 0;
        lock (_lock)
        {
            if (!_features.TryGetValue(key, out found) && !_overflowed.TryGetValue(key, out row))
                return false;
        }

        // Rows of the file don't change once they are known, so they are read without the lock.
        if (found is null)
            return _overflow!.TryRead(row, features);
        found.CopyTo(features);
        return true;
    }

    public override void Add(UInt128 key, ReadOnlySpan<float> features)
    {
        lock (_lock)
        {
            if (_features.ContainsKey(key) || _overflowed.ContainsKey(key))
                return;
            if (_features.Count < _capacity)
                _features.Add(key, features.ToArray());
            else if (!_diskFailed)
                AddToFile(key, features);
        }
    }

    private void AddToFile(UInt128 key, ReadOnlySpan<float> features)
    {
        try
        {
            _overflow ??= OverflowFile.Create(width);
            _overflowed.Add(key, _overflow.Add(features));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The features are right without a cache too.
            _diskFailed = true;
            logger?.LogWarning(
                "Features beyond {Option} can't be kept in a temporary file and are computed again in every pass: {Reason}",
                nameof(ConvFeaturesOptions.CacheMegabytes),
                e.Message
            );
        }
    }
}
