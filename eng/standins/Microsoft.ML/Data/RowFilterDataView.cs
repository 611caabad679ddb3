namespace Microsoft.ML.Data;

/// <summary>The rows of a view that pass a test of one or more of its columns.</summary>
internal sealed class RowFilterDataView(
    IDataView input, IReadOnlyList<DataViewSchema.Column> tested, Func<DataViewRow, Func<bool>> createTest) : IDataView
{
    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Random? order = CanShuffle ? rand : null;
        return DataViewUtils.TryCreateConsolidatingCursor(this, columnsNeeded, order)
            ?? new Cursor(input.GetRowCursor(InputsOf(columnsNeeded), order), RowCursorUtils.ActiveColumns(columnsNeeded, Schema), createTest);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = RowCursorUtils.ActiveColumns(columnsNeeded, Schema);
        return [.. input.GetRowCursorSet(InputsOf(columnsNeeded), n, rand).Select(cursor => new Cursor(cursor, active, createTest))];
    }

    private IEnumerable<DataViewSchema.Column> InputsOf(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        var needed = columnsNeeded.Concat(tested).Select(column => column.Index).ToHashSet();
        return Schema.Where(column => needed.Contains(column.Index));
    }

    private sealed class Cursor(DataViewRowCursor input, bool[] active, Func<DataViewRow, Func<bool>> createTest) : FilterCursorBase(input)
    {
        private readonly Func<bool> _passes = createTest(input);

        // A column that is only tested isn't one that was asked for.
        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        protected override bool MoveNextCore()
        {
            while (Input.MoveNext())
            {
                if (_passes())
                    return true;
            }

            return false;
        }
    }
}
