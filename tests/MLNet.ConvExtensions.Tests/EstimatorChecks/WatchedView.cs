using Microsoft.ML;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <summary>A view that counts what is asked of it: cursors, rows, and which columns were active.</summary>
internal sealed class WatchedView(IDataView inner) : IDataView
{
    private int _rows;

    public int Cursors { get; private set; }

    public int Rows => _rows;

    public HashSet<string> ActiveColumns { get; } = [];

    public bool CanShuffle => inner.CanShuffle;

    public DataViewSchema Schema => inner.Schema;

    public long? GetRowCount() => inner.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Note(columnsNeeded);
        return new Cursor(this, inner.GetRowCursor(columnsNeeded, rand));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        Note(columnsNeeded);
        return Array.ConvertAll(inner.GetRowCursorSet(columnsNeeded, n, rand), c => (DataViewRowCursor)new Cursor(this, c));
    }

    private void Note(IEnumerable<DataViewSchema.Column> columns)
    {
        Cursors++;
        ActiveColumns.UnionWith(columns.Select(c => c.Name));
    }

    private sealed class Cursor(WatchedView view, DataViewRowCursor inner) : DataViewRowCursor
    {
        public override long Position => inner.Position;

        public override long Batch => inner.Batch;

        public override DataViewSchema Schema => inner.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => inner.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => inner.GetGetter<TValue>(column);

        public override ValueGetter<Microsoft.ML.Data.DataViewRowId> GetIdGetter() => inner.GetIdGetter();

        public override bool MoveNext()
        {
            bool moved = inner.MoveNext();
            if (moved)
                Interlocked.Increment(ref view._rows);
            return moved;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
