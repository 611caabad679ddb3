using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The rows of a view in random order, drawn from a pool that is refilled as it goes, so that memory stays bounded.</summary>
internal sealed class ShuffledDataView(IDataView input, int seed, int poolRows, bool shuffleSource) : IDataView
{
    public bool CanShuffle => true;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        // The same seed gives the same order for every cursor.
        Random order = rand ?? RandomUtils.Create(seed);
        DataViewRowCursor source = input.GetRowCursor(columnsNeeded, shuffleSource ? RandomUtils.Create(order.Next()) : null);
        return poolRows == 1 ? source : new Cursor(source, poolRows, order);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RowBatchCursor
    {
        private readonly DataViewRowCursor _source;
        private readonly RowBatchReader _reader;
        private readonly Random _order;
        private readonly RowBatch _pool;
        private readonly int[] _live;
        private int _liveCount;
        private bool _sourceEnded;
        private int _drawn = -1;

        public Cursor(DataViewRowCursor source, int poolRows, Random order)
            : this(source, [.. source.Schema.Where(source.IsColumnActive)], poolRows, order)
        {
        }

        private Cursor(DataViewRowCursor source, DataViewSchema.Column[] active, int poolRows, Random order)
            : base(source.Schema, active)
        {
            _source = source;
            _reader = new RowBatchReader(source, active);
            _order = order;
            _pool = _reader.NewBatch(poolRows);
            _live = [.. Enumerable.Range(0, poolRows)];
            Current = _pool;
        }

        public override long Batch => 0;

        protected override bool MoveNextCore()
        {
            // The row that was drawn last is free now: the next one of the source takes its place in the pool.
            if (_drawn >= 0 && !TryRead(_live[_drawn]))
                (_live[_drawn], _live[_liveCount - 1], _liveCount) = (_live[_liveCount - 1], _live[_drawn], _liveCount - 1);
            while (!_sourceEnded && _liveCount < _live.Length && TryRead(_live[_liveCount]))
                _liveCount++;
            if (_liveCount == 0)
                return false;
            _drawn = _order.Next(_liveCount);
            Index = _live[_drawn];
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _source.Dispose();
            base.Dispose(disposing);
        }

        private bool TryRead(int index)
        {
            if (_sourceEnded || !_source.MoveNext())
            {
                _sourceEnded = true;
                return false;
            }

            _reader.Read(_pool, index);
            return true;
        }
    }
}
