using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// A view that keeps the columns that were read in memory: each is read from the input once, in the background, while the first
/// cursor follows it. Columns of disposable values can't be kept, and are no part of it.
/// </summary>
internal sealed class CacheDataView : IDataView
{
    private readonly IDataView _input;
    private readonly DataViewSchema.Column[] _inputColumns;
    private readonly (CacheFill Fill, int Slot)[] _columns;
    private readonly object _lock = new();
    private CacheFill? _lastFill;

    public CacheDataView(IHostEnvironment env, IDataView input, params string[] prefetch)
    {
        env.CheckValue(input, nameof(input));
        _input = input;
        _inputColumns = [.. input.Schema.Where(column => column.Type.IsCacheable())];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_inputColumns);
        Schema = _inputColumns.Length == input.Schema.Count ? input.Schema : builder.ToSchema();
        _columns = new (CacheFill, int)[_inputColumns.Length];
        if (prefetch is { Length: > 0 })
            Fill([.. prefetch.Select(name => Prefetched(env, name))]);
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _input.GetRowCount() ?? _lastFill?.FinalCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        CreateCursors(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        CreateCursors(columnsNeeded, DataViewUtils.GetThreadCount(n), rand);

    private int Prefetched(IHostEnvironment env, string name)
    {
        DataViewSchema.Column source = _input.Schema.GetColumnOrNull(name) ?? throw env.ExceptSchemaMismatch("columnsToPrefetch", "prefetch", name);
        int index = Array.FindIndex(_inputColumns, column => column.Index == source.Index);
        env.Check(index >= 0, $"Column '{name}' of type {source.Type} can't be cached.");
        return index;
    }

    private DataViewRowCursor[] CreateCursors(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, Random? rand)
    {
        bool[] active = RowCursorUtils.ActiveColumns(columnsNeeded, Schema);
        DataViewSchema.Column[] columns = [.. Schema.Where(column => active[column.Index])];
        (CacheFill Fill, int Slot)[] sources = Fill([.. columns.Select(column => column.Index)]);
        int[]? order = rand == null ? null : Permutation(rand, sources);
        var blocks = new CacheBlocks();
        return [.. Enumerable.Range(0, count).Select(_ => new CacheCursor(Schema, columns, sources, blocks, order))];
    }

    // One more entry than columns: without any, it is the fill that says how many rows there are.
    private (CacheFill Fill, int Slot)[] Fill(int[] columns)
    {
        lock (_lock)
        {
            int[] missing = [.. columns.Where(column => _columns[column].Fill == null).Distinct()];
            if (missing.Length > 0 || _lastFill == null)
            {
                _lastFill = new CacheFill(_input, [.. missing.Select(column => _inputColumns[column])]);
                for (int slot = 0; slot < missing.Length; slot++)
                    _columns[missing[slot]] = (_lastFill, slot);
            }

            return columns.Length == 0 ? [(_lastFill, -1)] : [.. columns.Select(column => _columns[column])];
        }
    }

    private static int[] Permutation(Random rand, (CacheFill Fill, int Slot)[] sources)
    {
        int[] order = [.. Enumerable.Range(0, checked((int)sources[0].Fill.WaitForCount()))];
        rand.Shuffle(order);
        return order;
    }
}
