using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Columns;

/// <summary>Some rows of a view, and some several times: parts for cross-validation, bootstrap samples. Rows keep their order.</summary>
/// <param name="source"></param>
/// <param name="counts">How often each row comes, by its place in the view.</param>
internal sealed class SampledView(IDataView source, int[] counts) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => counts.Sum(c => (long)c);

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded), counts);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor inner, int[] counts) : DataViewRowCursor
    {
        private long _rows;
        private int _left;
        private int _repeat;
        private bool _ended;

        public override long Position => _ended ? -1 : _rows - 1;

        public override long Batch => 0;

        public override DataViewSchema Schema => inner.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => inner.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => inner.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter()
        {
            ValueGetter<DataViewRowId> getter = inner.GetIdGetter();
            return (ref DataViewRowId id) =>
            {
                // The row's own id the first time, others when it comes again.
                getter(ref id);
                for (int i = 0; i < _repeat; i++)
                    id = id.Fork();
            };
        }

        public override bool MoveNext()
        {
            while (!_ended && _left == 0)
            {
                _ended = !inner.MoveNext();
                _left = _ended ? 0 : counts[inner.Position];
                _repeat = -1;
            }

            if (_ended)
                return false;
            _left--;
            _repeat++;
            _rows++;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
