using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.AutoML.Data;

/// <summary>Some rows of a table, in its order. Values are read only where they are asked for, so rows left out cost nothing.</summary>
internal sealed class RowSubset(IDataView source, int[] ascendingRows) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => ascendingRows.Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded), ascendingRows);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor source, int[] rows) : DataViewRowCursor
    {
        private long _source = -1;
        private int _next;

        public override DataViewSchema Schema => source.Schema;

        public override long Position => _next - 1;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => source.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override bool MoveNext()
        {
            if (_next >= rows.Length)
                return false;
            while (source.MoveNext())
            {
                if (++_source == rows[_next])
                {
                    _next++;
                    return true;
                }
            }

            _next = rows.Length;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                source.Dispose();
            base.Dispose(disposing);
        }
    }
}
