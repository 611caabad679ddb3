namespace Microsoft.ML.Trainers.FastTree;

/// <summary>
/// Spreads a given number of bins over more distinct values than that. Splitting a run of a + b rows in two lowers the sum
/// of squared bin sizes by 2ab; that is the energy here. Borders are first placed one at a time where they gain most,
/// then moved one at a time while a move gains anything.
/// </summary>
internal sealed class BinPlacement
{
    private readonly int _values;
    private readonly int _bins;
    private readonly int[] _rowsBefore;
    private readonly int[] _borders;
    private readonly float _meanBinSize;

    private BinPlacement(ReadOnlySpan<int> counts, int bins)
    {
        _values = counts.Length;
        _bins = bins;
        _borders = new int[bins + 1];
        _rowsBefore = new int[counts.Length + 1];
        for (int i = 0; i < counts.Length; i++)
            _rowsBefore[i + 1] = _rowsBefore[i] + counts[i];
        _meanBinSize = (float)_rowsBefore[_values] / bins;
    }

    /// <summary>Gives bins + 1 ascending indices: bin i holds the distinct values borders[i] up to borders[i + 1].</summary>
    public static int[] Place(ReadOnlySpan<int> counts, int bins)
    {
        var placement = new BinPlacement(counts, bins);
        placement.Drop();
        placement.Settle();
        return placement._borders;
    }

    private void Drop()
    {
        var heap = new EnergyHeap(2 * _bins);
        var segments = new List<(int Min, int Split, int Max)>(2 * _bins);
        void Offer(int min, int max)
        {
            if (max - min < 2)
                return;
            int split = BestSplit(min, max, border: -1, out long energy);
            segments.Add((min, split, max));
            heap.Add(segments.Count - 1, energy);
        }

        Offer(0, _values);
        for (int i = 1; i < _bins; i++)
        {
            (int min, int split, int max) = segments[heap.Pop()];
            _borders[i] = split;
            Offer(min, split);
            Offer(split, max);
        }

        _borders[_bins] = _values;
        Array.Sort(_borders);
    }

    private void Settle()
    {
        var heap = new EnergyHeap(_bins);
        var moves = new int[_bins + 1];
        for (int i = 1; i < _bins; i++)
            OfferMove(i);
        while (heap.Count > 0)
        {
            int border = heap.Pop();
            _borders[border] = moves[border];
            if (border > 1)
                OfferMove(border - 1);
            if (border < _bins - 1)
                OfferMove(border + 1);
        }

        void OfferMove(int border)
        {
            if (heap.Contains(border))
                heap.Remove(border);
            int min = _borders[border - 1], current = _borders[border], max = _borders[border + 1];
            int split = BestSplit(min, max, border, out long energy);
            if (split == current)
                return;
            moves[border] = split;
            heap.Add(border, energy - Energy(min, current, max));
        }
    }

    private int BestSplit(int min, int max, int border, out long energy)
    {
        int middle = (int)((uint)(_rowsBefore[min] + _rowsBefore[max]) / 2);
        int found = Array.BinarySearch(_rowsBefore, min, max - min, middle);
        int split = Math.Clamp(found >= 0 ? found : ~found, min + 1, max - 1);
        bool inside = (found >= 0 ? found : ~found) == split;
        energy = Energy(min, split, max);
        if (!inside)
            return split;
        if (split < max - 1 && Energy(min, split + 1, max) is long right && right >= energy)
        {
            if (right > energy || IsNearer(split + 1, split, border))
            {
                energy = right;
                split++;
            }
        }
        else if (split > min + 1 && Energy(min, split - 1, max) is long left && left >= energy)
        {
            if (left > energy || IsNearer(split - 1, split, border))
            {
                energy = left;
                split--;
            }
        }

        return split;
    }

    private long Energy(int min, int split, int max)
        => (long)(_rowsBefore[max] - _rowsBefore[split]) * (_rowsBefore[split] - _rowsBefore[min]);

    /// <summary>Says which of two equally good places lies nearer to where evenly filled bins would have the border.</summary>
    private bool IsNearer(int candidate, int current, int border)
    {
        if (border <= 0)
            return false;
        float ideal = _meanBinSize * border;
        return Math.Abs(_rowsBefore[candidate] - ideal) < Math.Abs(_rowsBefore[current] - ideal);
    }
}
