using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

/// <summary>
/// A stage that only public types are needed for: it doubles the column "Value" into "Twice", and saves itself as the stock stage
/// that is given to it.
/// </summary>
internal sealed class HandMade(ITransformer? stock = null) : ITransformer, IEstimator<HandMade>, IDisposable
{
    public int Disposed { get; private set; }

    public int RowsDisposed { get; private set; }

    public bool IsRowToRowMapper => true;

    public HandMade Fit(IDataView input) => this;

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => OutputOf(inputSchema);

    public IDataView Transform(IDataView input) => throw new NotSupportedException("Only rows are needed here.");

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    public void Save(ModelSaveContext ctx)
    {
        if (stock != null)
            stock.Save(ctx);
    }

    public void Dispose() => Disposed++;

    private static DataViewSchema OutputOf(DataViewSchema input)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumn("Twice", NumberDataViewType.Single);
        return builder.ToSchema();
    }

    private sealed class Mapper(HandMade parent, DataViewSchema input) : IRowToRowMapper
    {
        public DataViewSchema InputSchema { get; } = input;

        public DataViewSchema OutputSchema { get; } = OutputOf(input);

        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => InputSchema;

        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(parent, this, input);
    }

    private sealed class Row(HandMade parent, Mapper mapper, DataViewRow input) : DataViewRow
    {
        public override DataViewSchema Schema => mapper.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index < input.Schema.Count)
                return input.GetGetter<TValue>(input.Schema[column.Index]);
            ValueGetter<float> get = input.GetGetter<float>(input.Schema["Value"]);
            ValueGetter<float> twice = (ref float value) =>
            {
                get(ref value);
                value *= 2;
            };
            return (ValueGetter<TValue>)(Delegate)twice;
        }

        protected override void Dispose(bool disposing)
        {
            parent.RowsDisposed++;
            input.Dispose();
        }
    }
}
