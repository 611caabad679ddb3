namespace Microsoft.ML.Data;

/// <summary>The rows of a view with a number for each, by which they are parted. A row without a number is in no part.</summary>
internal sealed class RowFractions(IDataView data, DataViewSchema.Column? column, Func<DataViewRow, Func<double>> createFraction)
{
    public IDataView Where(Func<double, bool> accept) => new Part(data, column, createFraction, accept);

    private sealed class Part(
        IDataView data, DataViewSchema.Column? column, Func<DataViewRow, Func<double>> createFraction, Func<double, bool> accept) : IDataView
    {
        // Numbers drawn by chance belong to positions, so the rows have to come in their own order.
        public bool CanShuffle => column != null && data.CanShuffle;

        public DataViewSchema Schema => data.Schema;

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            bool[] active = RowCursorUtils.ActiveColumns(columnsNeeded, Schema);
            IEnumerable<DataViewSchema.Column> inputs = Schema.Where(c => active[c.Index] || c.Index == column?.Index);
            return new Cursor(data.GetRowCursor(inputs, CanShuffle ? rand : null), active, createFraction, accept);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        {
            if (column == null)
                return [GetRowCursor(columnsNeeded, rand)];
            bool[] active = RowCursorUtils.ActiveColumns(columnsNeeded, Schema);
            IEnumerable<DataViewSchema.Column> inputs = Schema.Where(c => active[c.Index] || c.Index == column?.Index);
            return [.. data.GetRowCursorSet(inputs, n, rand).Select(input => new Cursor(input, active, createFraction, accept))];
        }
    }

    private sealed class Cursor(
        DataViewRowCursor input, bool[] active, Func<DataViewRow, Func<double>> createFraction, Func<double, bool> accept) : FilterCursorBase(input)
    {
        private readonly Func<double> _fraction = createFraction(input);

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        protected override bool MoveNextCore()
        {
            while (Input.MoveNext())
            {
                double fraction = _fraction();
                if (!double.IsNaN(fraction) && accept(fraction))
                    return true;
            }

            return false;
        }
    }
}
