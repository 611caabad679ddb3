using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The values of one feature over the rows read so far; rows that were not added hold zero.</summary>
internal sealed class FeatureValues
{
    private readonly List<float> _values = [];
    private List<int>? _rows;

    /// <summary>The explicit values, by ascending row.</summary>
    public ReadOnlySpan<float> Values => CollectionsMarshal.AsSpan(_values);

    public int RowOf(int index) => _rows is null ? index : _rows[index];

    /// <summary>Adds a value; rows come in ascending order. Row numbers are kept only from the first gap on.</summary>
    public void Add(int row, float value)
    {
        if (_rows is null && row != _values.Count)
            _rows = [.. Enumerable.Range(0, _values.Count)];
        _rows?.Add(row);
        _values.Add(value);
    }
}
