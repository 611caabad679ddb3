using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>A pass over rows that don't end, so that its start doesn't count: it reads the last column of a view, some rows at a time.</summary>
internal sealed class EndlessPass : IDisposable
{
    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<VBuffer<float>> _getter;
    private VBuffer<float> _features;

    public EndlessPass(IDataView data)
    {
        DataViewSchema.Column column = data.Schema[data.Schema.Count - 1];
        _cursor = data.GetRowCursor([column]);
        _getter = _cursor.GetGetter<VBuffer<float>>(column);
    }

    public void Read(int count)
    {
        for (int i = 0; i < count && _cursor.MoveNext(); i++)
            _getter(ref _features);
    }

    public void Dispose() => _cursor.Dispose();
}
