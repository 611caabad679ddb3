using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The objects of a sequence as rows. The sequence is run through again for each cursor.</summary>
internal sealed class EnumerableDataView<TRow> : IDataView
    where TRow : class
{
    private readonly IEnumerable<TRow> _data;
    private readonly InternalSchemaDefinition _columns;

    public EnumerableDataView(IEnumerable<TRow> data, SchemaDefinition? definition)
    {
        _data = data;
        _columns = InternalSchemaDefinition.Create(typeof(TRow), definition, SchemaDefinition.Direction.Read);
        Schema = _columns.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => (_data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, RowCursorUtils.ActiveColumns(columnsNeeded, Schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursorBase
    {
        private readonly IEnumerator<TRow> _rows;
        private readonly Delegate?[] _getters;
        private TRow? _row;

        public Cursor(EnumerableDataView<TRow> view, bool[] active)
        {
            Schema = view.Schema;
            var getters = new TypedGetters<TRow>(() => _row ?? throw Contracts.Except("The cursor isn't at a row."));
            _getters = [.. view._columns.Columns.Select((column, index) => active[index] ? getters.Create(column) : null)];
            _rows = view._data.GetEnumerator();
        }

        public override DataViewSchema Schema { get; }

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Contracts.Check(column.Index < _getters.Length, $"Column '{column.Name}' isn't one of this view's.");
            return _getters[column.Index] != null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.CheckParam(IsColumnActive(column), nameof(column), $"Column '{column.Name}' isn't active.");
            return RowCursorUtils.Cast<TValue>(_getters[column.Index], column);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
        {
            Contracts.Check(IsGood, "The cursor isn't at a row.");
            value = new DataViewRowId((ulong)Position, 0);
        };

        protected override bool MoveNextCore()
        {
            if (!_rows.MoveNext())
                return false;
            _row = _rows.Current ?? throw Contracts.Except($"Row {Position + 1} of the data is null.");
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _row = null;
                _rows.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
