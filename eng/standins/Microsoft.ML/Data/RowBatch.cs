namespace Microsoft.ML.Data;

/// <summary>The values of some rows, column by column, kept apart from the cursor that they were read from.</summary>
internal sealed class RowBatch(ColumnBuffer[] columns, int capacity)
{
    public ColumnBuffer[] Columns { get; } = columns;

    public DataViewRowId[] Ids { get; } = new DataViewRowId[capacity];

    public int Capacity => Ids.Length;

    public int Count { get; set; }

    /// <summary>The batch number that its rows had in their source.</summary>
    public long Number { get; set; }
}

/// <summary>The values of one column in a <see cref="RowBatch"/>.</summary>
internal abstract class ColumnBuffer;

internal sealed class ColumnBuffer<T>(int capacity) : ColumnBuffer
{
    public readonly T[] Values = new T[capacity];
}
