using MLNet.ConvExtensions.CameraTraps.Records;

namespace MLNet.ConvExtensions;

/// <summary>
/// Forms events of photos: those of one deployment that are no further apart than a gap, each from the one before it in time, are one
/// event.
/// Photos are told in any order; 20 bytes of each are held.
/// </summary>
/// <param name="gap">The most time from a photo to the next of its event; 0 or more.</param>
/// <remarks>
/// An event's name is its deployment and its first photo's time, such as <c>A01 2024-05-01T12:30:00</c>: no two events of a deployment
/// begin
/// at the same time. A photo without a time or without a deployment is an event of its own, whose name is the photo's.
/// </remarks>
public sealed class EventClock(TimeSpan gap)
{
    private const long Unknown = -1;

    private readonly long _gap =
        gap >= TimeSpan.Zero ? gap.Ticks : throw new ArgumentException($"The gap of events is {gap:c}; allowed: 0 or more.", nameof(gap));
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _deployments = [];
    private readonly List<long> _times = [];
    private readonly List<int> _owners = [];
    private long[]? _starts;
    private int _events;

    /// <summary>How many photos were told.</summary>
    public int Count => _times.Count;

    /// <summary>How many events they are.</summary>
    public int EventCount
    {
        get
        {
            _starts ??= Form();
            return _events;
        }
    }

    /// <summary>Tells a photo; the number of its event is known when all were told.</summary>
    /// <param name="deployment">Its deployment; null or empty where that isn't known.</param>
    /// <param name="time">When it was taken; null where that isn't known.</param>
    public void Add(string? deployment, DateTime? time)
    {
        _starts = null;
        bool isKnown = !string.IsNullOrEmpty(deployment) && time is not null;
        _times.Add(isKnown ? time!.Value.Ticks : Unknown);
        if (isKnown && !_numbers.ContainsKey(deployment!))
        {
            _numbers.Add(deployment!, _deployments.Count);
            _deployments.Add(deployment!);
        }

        _owners.Add(isKnown ? _numbers[deployment!] : -1);
    }

    /// <summary>The event of a photo.</summary>
    /// <param name="photo">Its number in the order in which photos were told, from 0.</param>
    /// <param name="name">What to call an event of this photo alone whose time isn't known: the photo's name.</param>
    /// <returns>The event's name.</returns>
    public string EventOf(int photo, string name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)photo, (uint)Count, nameof(photo));
        _starts ??= Form();
        return _times[photo] == Unknown ? name : $"{_deployments[_owners[photo]]} {LocalTime.Text(new DateTime(_starts[photo]))}";
    }

    /// <summary>When the event of each photo begins.</summary>
    private long[] Form()
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        Array.Sort(order, (a, b) => _owners[a] != _owners[b] ? _owners[a].CompareTo(_owners[b]) : _times[a].CompareTo(_times[b]));
        var starts = new long[Count];
        _events = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int photo = order[i],
                before = i > 0 ? order[i - 1] : photo;
            bool isKnown = _times[photo] != Unknown,
                goesOn = isKnown && i > 0 && _owners[photo] == _owners[before] && _times[photo] - _times[before] <= _gap;
            starts[photo] = goesOn ? starts[before] : _times[photo];
            _events += goesOn ? 0 : 1;
        }

        return starts;
    }
}
