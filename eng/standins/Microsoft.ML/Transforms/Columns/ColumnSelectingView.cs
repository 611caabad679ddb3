using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>A view of some of the columns of another one.</summary>
internal sealed class ColumnSelectingView : IDataView, IRowToRowMapper
{
    private readonly IDataView _source;
    private readonly DataViewSchema.Column[] _columns;

    public ColumnSelectingView(IDataView source, DataViewSchema.Column[] columns)
    {
        _source = source;
        _columns = columns;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns.Select(column => new DataViewSchema.DetachedColumn(column)));
        OutputSchema = builder.ToSchema();
    }

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema OutputSchema { get; }

    public DataViewSchema InputSchema => _source.Schema;

    DataViewSchema IDataView.Schema => OutputSchema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = RowCursorUtils.ActiveColumns(columnsNeeded, OutputSchema);
        return new Cursor(this, _source.GetRowCursor(SourcesOf(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = RowCursorUtils.ActiveColumns(columnsNeeded, OutputSchema);
        return [.. _source.GetRowCursorSet(SourcesOf(active), n, rand).Select(input => new Cursor(this, input, active))];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        SourcesOf(RowCursorUtils.ActiveColumns(dependingColumns, OutputSchema));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(this, input);

    private List<DataViewSchema.Column> SourcesOf(bool[] active)
    {
        var needed = _columns.Where((_, index) => active[index]).Select(column => column.Index).ToHashSet();
        return [.. InputSchema.Where(column => needed.Contains(column.Index))];
    }

    private DataViewSchema.Column SourceOf(DataViewRow input, DataViewSchema.Column column) => input.Schema[_columns[column.Index].Index];

    private sealed class Cursor(ColumnSelectingView parent, DataViewRowCursor input, bool[] active) : SynchronizedCursorBase(input)
    {
        public override DataViewSchema Schema => parent.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"Column '{column.Name}' isn't active.");
            return Input.GetGetter<TValue>(parent.SourceOf(Input, column));
        }
    }

    private sealed class Row(ColumnSelectingView parent, DataViewRow input) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => parent.OutputSchema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(parent.SourceOf(input, column));

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(parent.SourceOf(input, column));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
