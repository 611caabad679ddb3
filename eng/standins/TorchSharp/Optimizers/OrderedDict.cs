namespace TorchSharp.Utils;

public class OrderedDict<TKey, TValue>
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _values = [];
    private readonly List<TKey> _order = [];

    public int Count => _order.Count;

    public TValue this[TKey key]
    {
        get => _values[key];
        set
        {
            if (_values.TryAdd(key, value)) _order.Add(key);
            else _values[key] = value;
        }
    }

    public IEnumerable<TValue> values() => _order.Select(key => _values[key]);

    public void clear()
    {
        _values.Clear();
        _order.Clear();
    }
}
