using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>A view with one more column, of vectors that are in memory in the order of the rows.</summary>
internal sealed class AddedColumnView : IDataView
{
    private readonly IDataView _source;
    private readonly float[][] _values;

    public AddedColumnView(IDataView source, string name, int width, float[][] values)
    {
        _source = source;
        _values = values;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(source.Schema);
        builder.AddColumn(name, new VectorDataViewType(NumberDataViewType.Single, width));
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        bool isActive = needed.Any(c => c.Index == _source.Schema.Count);
        return new Cursor(
            this,
            _source.GetRowCursor(needed.Where(c => c.Index < _source.Schema.Count).Select(c => _source.Schema[c.Index])),
            isActive
        );
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(AddedColumnView view, DataViewRowCursor inner, bool isActive) : DataViewRowCursor
    {
        public override long Position => inner.Position;

        public override long Batch => inner.Batch;

        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            column.Index == inner.Schema.Count ? isActive : inner.IsColumnActive(inner.Schema[column.Index]);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index < inner.Schema.Count)
                return inner.GetGetter<TValue>(inner.Schema[column.Index]);
            if (!isActive)
                throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the cursor was made.");
            ValueGetter<VBuffer<float>> getter = (ref VBuffer<float> value) =>
            {
                float[] values = view._values[inner.Position];
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, values.Length);
                values.CopyTo(editor.Values);
                value = editor.Commit();
            };
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue)}.");
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => inner.GetIdGetter();

        public override bool MoveNext() => inner.MoveNext();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
