namespace Microsoft.ML.Data;

/// <summary>Keeps every item up to a limit, and beyond it a random sample of that size.</summary>
internal sealed class ReservoirSample<T>
{
    private readonly Random _random;
    private readonly int _capacity;
    private readonly List<T> _items = [];
    private long _seen;

    public ReservoirSample(Random random, int capacity)
    {
        _random = random;
        _capacity = capacity;
    }

    public IReadOnlyList<T> Items => _items;

    public void Add(T item)
    {
        _seen++;
        if (_items.Count < _capacity)
            _items.Add(item);
        else if (_random.NextDouble() * _seen < _capacity)
            _items[_random.Next(_capacity)] = item;
    }
}
