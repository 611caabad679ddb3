namespace Microsoft.ML.Trainers.FastTree;

/// <summary>Lends histograms to leaves, fewer of them than leaves: the one not used for longest changes hands first.</summary>
internal sealed class HistogramPool(BinnedDataset data, int size)
{
    private const int Nobody = -1;

    private readonly Histogram?[] _histograms = new Histogram?[size];
    private readonly int[] _owners = new int[size];
    private readonly int[] _lastUse = new int[size];
    private int _time;

    public void Reset()
    {
        Array.Fill(_owners, Nobody);
        Array.Clear(_lastUse);
        _time = 0;
    }

    /// <summary>Gives the leaf's histogram; false when the leaf had none and the content is another's.</summary>
    public bool Get(int leaf, out Histogram histogram)
    {
        int slot = Array.IndexOf(_owners, leaf);
        bool known = slot >= 0;
        if (!known)
        {
            slot = Array.IndexOf(_lastUse, _lastUse.Min());
            _owners[slot] = leaf;
        }

        _lastUse[slot] = ++_time;
        histogram = _histograms[slot] ??= new Histogram(data);
        return known;
    }

    public void HandOver(int fromLeaf, int toLeaf)
    {
        int slot = Array.IndexOf(_owners, fromLeaf);
        if (slot < 0)
            return;
        _owners[slot] = toLeaf;
        _lastUse[slot] = ++_time;
    }
}
