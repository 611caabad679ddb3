namespace MLNet.ConvExtensions.Insight.Inspection.Features;

/// <summary>The rows with the highest cosines of those added so far, the highest first.</summary>
internal sealed class NearestRows(int capacity)
{
    private readonly Neighbor[] _rows = new Neighbor[capacity];
    private int _count;

    public void Add(int row, float cosine)
    {
        if (_count == capacity && cosine <= _rows[^1].Cosine)
            return;
        int at = _count < capacity ? _count++ : capacity - 1;
        for (; at > 0 && _rows[at - 1].Cosine < cosine; at--)
            _rows[at] = _rows[at - 1];
        _rows[at] = new Neighbor(row, cosine);
    }

    public Neighbor[] ToArray() => _rows[.._count];
}
