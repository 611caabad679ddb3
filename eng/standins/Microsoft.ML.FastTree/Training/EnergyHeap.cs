namespace Microsoft.ML.Trainers.FastTree;

/// <summary>
/// A binary heap of small integers, the one with the largest energy on top. Which of two equal energies comes first
/// decides where bin borders lie, so the sifting rules are part of the contract: an item rises only past smaller ones,
/// and sinks along the left child unless the right one is larger.
/// </summary>
internal sealed class EnergyHeap(int itemLimit)
{
    private readonly int[] _items = new int[itemLimit];
    private readonly long[] _energies = new long[itemLimit];

    // One more than the place in the heap; zero for what isn't in it.
    private readonly int[] _positions = new int[itemLimit];

    public int Count { get; private set; }

    public bool Contains(int item) => _positions[item] > 0;

    public void Add(int item, long energy)
    {
        _energies[item] = energy;
        int position = Count++;
        for (int parent = (position - 1) / 2; position > 0 && _energies[_items[parent]] < energy; parent = (position - 1) / 2)
        {
            Place(_items[parent], position);
            position = parent;
        }

        Place(item, position);
    }

    public int Pop()
    {
        int top = _items[0];
        Remove(top);
        return top;
    }

    public void Remove(int item)
    {
        int hole = _positions[item] - 1;
        int last = _items[--Count];
        _positions[item] = 0;
        if (hole < Count)
            Sink(last, hole);
    }

    private void Sink(int item, int position)
    {
        long energy = _energies[item];
        for (int child = 2 * position + 1; child < Count; child = 2 * position + 1)
        {
            if (child + 1 < Count && _energies[_items[child]] < _energies[_items[child + 1]])
                child++;
            if (energy >= _energies[_items[child]])
                break;
            Place(_items[child], position);
            position = child;
        }

        Place(item, position);
    }

    private void Place(int item, int position)
    {
        _items[position] = item;
        _positions[item] = position + 1;
    }
}
