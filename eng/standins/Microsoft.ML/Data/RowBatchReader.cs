using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Copies rows of a cursor into batches.</summary>
internal sealed class RowBatchReader
{
    private static readonly MethodInfo MakeFiller = typeof(RowBatchReader).GetMethod(nameof(FillerOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly Filler[] _fillers;
    private readonly ValueGetter<DataViewRowId> _getId;

    public RowBatchReader(DataViewRowCursor cursor, IEnumerable<DataViewSchema.Column> columns)
    {
        _fillers = [.. columns.Select(column => (Filler)MakeFiller.InvokeGeneric(column.Type.RawType, cursor, column)!)];
        _getId = cursor.GetIdGetter();
    }

    public RowBatch NewBatch(int capacity) => new([.. _fillers.Select(filler => filler.NewBuffer(capacity))], capacity);

    /// <summary>Copies the row that the cursor is at.</summary>
    public void Read(RowBatch batch, int index)
    {
        for (int i = 0; i < _fillers.Length; i++)
            _fillers[i].Fill(batch.Columns[i], index);
        _getId(ref batch.Ids[index]);
    }

    private static Filler<T> FillerOf<T>(DataViewRowCursor cursor, DataViewSchema.Column column) => new(cursor.GetGetter<T>(column));

    private abstract class Filler
    {
        public abstract ColumnBuffer NewBuffer(int capacity);

        public abstract void Fill(ColumnBuffer buffer, int index);
    }

    private sealed class Filler<T>(ValueGetter<T> getter) : Filler
    {
        public override ColumnBuffer NewBuffer(int capacity) => new ColumnBuffer<T>(capacity);

        public override void Fill(ColumnBuffer buffer, int index) => getter(ref ((ColumnBuffer<T>)buffer).Values[index]);
    }
}
