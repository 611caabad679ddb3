using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Data;

/// <summary>Columns of text in memory.</summary>
internal sealed class TextTable : IDataView
{
    private readonly int _rows;
    private readonly Func<int, string>[] _values;

    /// <param name="rows">How many rows there are.</param>
    /// <param name="columns">The columns, each with what gives a row's value.</param>
    public TextTable(int rows, IReadOnlyList<(string Name, Func<int, string> Value)> columns)
    {
        _rows = rows;
        _values = [.. columns.Select(c => c.Value)];
        var schema = new DataViewSchema.Builder();
        foreach ((string name, _) in columns)
            schema.AddColumn(name, TextDataViewType.Instance);
        Schema = schema.ToSchema();
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, columnsNeeded, rand);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly TextTable _table;
        private readonly HashSet<int> _active;
        private readonly int[]? _order;
        private int _next;
        private int _row = -1;

        public Cursor(TextTable table, IEnumerable<DataViewSchema.Column> active, Random? random)
        {
            _table = table;
            _active = [.. active.Select(c => c.Index)];
            _order = random is null ? null : [.. Enumerable.Range(0, table._rows)];
            random?.Shuffle(_order!);
        }

        public override DataViewSchema Schema => _table.Schema;

        public override long Position => _row < 0 ? -1 : _next - 1;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override bool MoveNext()
        {
            bool any = _next < _table._rows;
            _row = any ? _order?[_next] ?? _next : -1;
            _next += any ? 1 : 0;
            return any;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new InvalidOperationException($"The column '{column.Name}' was not asked for when the cursor was made.");
            Func<int, string> value = _table._values[column.Index];
            ValueGetter<ReadOnlyMemory<char>> getter = (ref ReadOnlyMemory<char> text) => text = value(Row()).AsMemory();
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"The column '{column.Name}' is text; it can't be read as {typeof(TValue)}.");
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row(), 0);

        private int Row() =>
            _row >= 0
                ? _row
                : throw new InvalidOperationException("The cursor is not on a row: it has not been moved yet, or has come to its end.");
    }
}
