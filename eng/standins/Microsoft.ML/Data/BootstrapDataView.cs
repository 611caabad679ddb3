namespace Microsoft.ML.Data;

/// <summary>A bootstrap sample of a view: each row comes as often as a draw from a Poisson distribution with mean 1 says.</summary>
internal sealed class BootstrapDataView(IDataView input, int seed, bool complement) : IDataView
{
    // The draws belong to positions, so the rows have to come in their own order.
    public bool CanShuffle => false;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(input.GetRowCursor(columnsNeeded), new Random(seed), complement);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor input, Random random, bool complement) : FilterCursorBase(input)
    {
        private static readonly double NoneLeft = Math.Exp(-1);

        private int _repeats;

        public override long Batch => 0;

        // The copies of a row need ids of their own.
        public override ValueGetter<DataViewRowId> GetIdGetter()
        {
            ValueGetter<DataViewRowId> get = Input.GetIdGetter();
            return (ref DataViewRowId id) =>
            {
                get(ref id);
                id = id.Combine(new DataViewRowId((ulong)_repeats, 0));
            };
        }

        protected override bool MoveNextCore()
        {
            if (_repeats > 0)
            {
                _repeats--;
                return true;
            }

            while (Input.MoveNext())
            {
                int draws = Draw();
                if (complement ? draws == 0 : draws > 0)
                {
                    _repeats = Math.Max(draws - 1, 0);
                    return true;
                }
            }

            return false;
        }

        // Knuth's method: how many uniform numbers can be multiplied before the product falls below 1/e.
        private int Draw()
        {
            int count = 0;
            for (double product = random.NextDouble(); product > NoneLeft; product *= random.NextDouble())
                count++;
            return count;
        }
    }
}
