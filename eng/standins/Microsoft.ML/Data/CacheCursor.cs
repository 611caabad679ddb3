using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A cursor over cached columns, which may have come into memory by several fills.</summary>
internal sealed class CacheCursor : RootCursorBase
{
    private readonly int[] _sourceOfColumn;
    private readonly (CacheFill Fill, int Slot)[] _sources;
    private readonly RowBatch?[] _chunks;
    private readonly CacheBlocks _blocks;
    private readonly int[]? _order;
    private long _block = -1;
    private long _next;
    private long _row;

    public CacheCursor(
        DataViewSchema schema, DataViewSchema.Column[] columns, (CacheFill Fill, int Slot)[] sources, CacheBlocks blocks, int[]? order)
    {
        Schema = schema;
        _sources = sources;
        _chunks = new RowBatch?[sources.Length];
        _blocks = blocks;
        _order = order;
        _sourceOfColumn = new int[schema.Count];
        Array.Fill(_sourceOfColumn, -1);
        for (int i = 0; i < columns.Length; i++)
            _sourceOfColumn[columns[i].Index] = i;
    }

    public override DataViewSchema Schema { get; }

    public override long Batch => Math.Max(_block, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) => _sourceOfColumn[column.Index] >= 0;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        int source = _sourceOfColumn[column.Index];
        Contracts.Check(source >= 0, $"Column '{column.Name}' isn't active.");
        Contracts.Check(Schema[column.Index].Type.RawType == typeof(TValue),
            $"Column '{column.Name}' holds values of type '{Schema[column.Index].Type.RawType}', but was asked for as '{typeof(TValue)}'.");
        int slot = _sources[source].Slot;
        return (ref TValue value) =>
        {
            Contracts.Check(IsGood, "The cursor isn't at a row.");
            ValueCopier<TValue>.Copy(in ((ColumnBuffer<TValue>)_chunks[source]!.Columns[slot]).Values[_row % CacheBlocks.BlockRows], ref value);
        };
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
    {
        Contracts.Check(IsGood, "The cursor isn't at a row.");
        value = new DataViewRowId((ulong)_row, 0);
    };

    protected override bool MoveNextCore()
    {
        if (_block < 0 || _next % CacheBlocks.BlockRows == 0)
        {
            _block = _blocks.TakeBlock();
            _next = _block * CacheBlocks.BlockRows;
        }

        if (_order != null && _next >= _order.Length)
            return false;
        _row = _order == null ? _next : _order[_next];
        _next++;
        for (int i = 0; i < _sources.Length; i++)
        {
            if ((_chunks[i] = _sources[i].Fill.WaitFor(_row)) == null)
                return false;
        }

        return true;
    }
}
