using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A cursor over rows that were copied into batches.</summary>
internal abstract class RowBatchCursor : RootCursorBase
{
    private readonly int[] _slotOfColumn;

    protected RowBatchCursor(DataViewSchema schema, IReadOnlyList<DataViewSchema.Column> active)
    {
        Schema = schema;
        _slotOfColumn = new int[schema.Count];
        Array.Fill(_slotOfColumn, -1);
        for (int i = 0; i < active.Count; i++)
            _slotOfColumn[active[i].Index] = i;
    }

    public sealed override DataViewSchema Schema { get; }

    /// <summary>The batch of the current row.</summary>
    protected RowBatch? Current { get; set; }

    /// <summary>The place of the current row in its batch.</summary>
    protected int Index { get; set; }

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => _slotOfColumn[column.Index] >= 0;

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        int slot = _slotOfColumn[column.Index];
        Contracts.Check(slot >= 0, $"Column '{column.Name}' isn't active.");
        Contracts.Check(Schema[column.Index].Type.RawType == typeof(TValue),
            $"Column '{column.Name}' holds values of type '{Schema[column.Index].Type.RawType}', but was asked for as '{typeof(TValue)}'.");
        return (ref TValue value) => ValueCopier<TValue>.Copy(in ((ColumnBuffer<TValue>)Batched().Columns[slot]).Values[Index], ref value);
    }

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = Batched().Ids[Index];

    private RowBatch Batched()
    {
        Contracts.Check(IsGood, "The cursor isn't at a row.");
        return Current!;
    }
}
