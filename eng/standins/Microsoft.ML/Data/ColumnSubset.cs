namespace Microsoft.ML.Data;

/// <summary>A view with some of the columns of another.</summary>
internal sealed class ColumnSubset : IDataView
{
    private readonly IDataView _input;
    private readonly DataViewSchema.Column[] _columns;

    private ColumnSubset(IDataView input, DataViewSchema.Column[] columns)
    {
        _input = input;
        _columns = columns;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns);
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => _input.CanShuffle;

    public DataViewSchema Schema { get; }

    /// <summary>The view without columns of disposable values, or the view itself if it has none.</summary>
    public static IDataView Cacheable(IDataView input)
    {
        DataViewSchema.Column[] columns = [.. input.Schema.Where(column => column.Type.IsCacheable())];
        return columns.Length == input.Schema.Count ? input : new ColumnSubset(input, columns);
    }

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, _input.GetRowCursor(InputsOf(columnsNeeded), rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [.. _input.GetRowCursorSet(InputsOf(columnsNeeded), n, rand).Select(cursor => new Cursor(this, cursor))];

    private IEnumerable<DataViewSchema.Column> InputsOf(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        bool[] active = RowCursorUtils.ActiveColumns(columnsNeeded, Schema);
        return _columns.Where((_, index) => active[index]);
    }

    private sealed class Cursor(ColumnSubset parent, DataViewRowCursor input) : SynchronizedCursorBase(input)
    {
        public override DataViewSchema Schema => parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => Input.IsColumnActive(parent._columns[column.Index]);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            Input.GetGetter<TValue>(parent._columns[column.Index]);
    }
}
