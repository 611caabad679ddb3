namespace Microsoft.ML.Data;

/// <summary>The rows of a view without the first ones, and not more than a number of them.</summary>
internal sealed class SkipTakeDataView(IDataView input, long skip, long take) : IDataView
{
    // Which rows come first says their order, so they can't be shuffled.
    public bool CanShuffle => false;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => take == 0 ? 0 : input.GetRowCount() is { } count ? Math.Min(Math.Max(0, count - skip), take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(input.GetRowCursor(columnsNeeded), skip, take);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor input, long skip, long take) : FilterCursorBase(input)
    {
        private long _skipped;
        private long _taken;

        public override long Batch => 0;

        protected override bool MoveNextCore()
        {
            for (; _skipped < skip; _skipped++)
            {
                if (!Input.MoveNext())
                    return false;
            }

            return _taken++ < take && Input.MoveNext();
        }
    }
}
