using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions;

/// <summary>The images that a transformer could not read: how many, and what was wrong with the first of them.</summary>
public sealed class BadImageLog
{
    /// <summary>How many images are described; the rest are counted only.</summary>
    public const int MostDescribed = 1000;

    private readonly Lock _lock = new();
    private readonly List<BadImage> _first = [];
    private readonly ILogger? _logger;
    private long _count;

    internal BadImageLog(ILogger? logger) => _logger = logger;

    /// <summary>How many images could not be read, over all passes over the data.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The first of them, at most <see cref="MostDescribed"/>, in the order in which they were met.</summary>
    public IReadOnlyList<BadImage> First
    {
        get
        {
            lock (_lock)
                return [.. _first];
        }
    }

    internal void Add(long row, string reason)
    {
        Interlocked.Increment(ref _count);
        _logger?.LogWarning("Row {Row} has missing features: {Reason}", row, reason);
        lock (_lock)
        {
            if (_first.Count < MostDescribed)
                _first.Add(new BadImage(row, reason));
        }
    }
}
