using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.AutoML.Data;

/// <summary>What a trainer sees: columns of labels (a key over all classes, also those that no row has) and features.</summary>
internal sealed class FeatureRows : IDataView
{
    public const string LabelColumn = "Label";

    private readonly FeatureTable _table;
    private readonly int[] _labels;
    private readonly int[] _rows;

    public FeatureRows(FeatureTable table, LabelledRows data, int[] rows, string featureColumn = "Features")
    {
        (_table, _labels, _rows) = (table, data.Labels, rows);
        var names = new DataViewSchema.Annotations.Builder();
        ReadOnlyMemory<char>[] classes = [.. data.Classes.Select(c => c.AsMemory())];
        names.Add(
            "KeyValues",
            new VectorDataViewType(TextDataViewType.Instance, classes.Length),
            (ref VBuffer<ReadOnlyMemory<char>> values) => values = new VBuffer<ReadOnlyMemory<char>>(classes.Length, classes)
        );
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(LabelColumn, new KeyDataViewType(typeof(uint), data.Classes.Count), names.ToAnnotations());
        schema.AddColumn(featureColumn, new VectorDataViewType(NumberDataViewType.Single, table.Dimension));
        Schema = schema.ToSchema();
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _rows.Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        int[] rows = _rows;
        if (rand is not null)
        {
            rows = [.. rows];
            rand.Shuffle(rows);
        }

        return new Cursor(this, rows, [.. columnsNeeded.Select(c => c.Index)]);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(FeatureRows view, int[] rows, HashSet<int> active) : DataViewRowCursor
    {
        private int _position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override bool MoveNext() => _position < rows.Length && ++_position < rows.Length;

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new DataViewRowId((ulong)rows[_position], 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Delegate getter = column.Index == 0 ? (ValueGetter<uint>)Label : (ValueGetter<VBuffer<float>>)Features;
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, not {typeof(TValue)}.");
        }

        private void Label(ref uint value) => value = (uint)view._labels[rows[_position]] + 1;

        private void Features(ref VBuffer<float> value)
        {
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, view._table.Dimension);
            view._table.Read(rows[_position], editor.Values);
            value = editor.Commit();
        }
    }
}
