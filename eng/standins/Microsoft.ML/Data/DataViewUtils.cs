using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads one view by several threads: splits a cursor into several, and joins several in the order of their batches.</summary>
internal static class DataViewUtils
{
    private const int MaxBatchRows = 64;
    private const int MaxBatchValues = 1 << 20;
    private const int UnknownVectorSize = 1 << 16;

    public static int GetThreadCount(int wanted = 0)
    {
        int usual = Math.Max(2, Environment.ProcessorCount - 1);
        return wanted > 0 ? Math.Min(wanted, 2 * usual) : usual;
    }

    /// <summary>
    /// A cursor that computes its rows on several threads, or null where that can't be: values of disposable types
    /// stay with the cursor that made them.
    /// </summary>
    public static DataViewRowCursor? TryCreateConsolidatingCursor(IDataView view, IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand)
    {
        if (!columnsNeeded.All(column => column.Type.IsCacheable()))
            return null;
        DataViewRowCursor[] inputs = view.GetRowCursorSet(columnsNeeded, GetThreadCount(), rand);
        return inputs.Length == 1 ? inputs[0] : new ConsolidatingCursor(inputs, ActiveColumns(inputs[0]));
    }

    public static DataViewRowCursor[] CreateSplitCursors(DataViewRowCursor input, int count)
    {
        DataViewSchema.Column[] active = ActiveColumns(input);
        return count <= 1 || !active.All(column => column.Type.IsCacheable()) ? [input] : CursorSplitter.Split(input, active, count);
    }

    /// <summary>How many rows to hand between threads at once: fewer where they are wide, so that memory stays bounded.</summary>
    public static int BatchRows(IEnumerable<DataViewSchema.Column> columns)
    {
        long values = columns.Sum(column => column.Type.GetValueCount() is > 0 and var known ? known : (long)UnknownVectorSize);
        return (int)Math.Clamp(MaxBatchValues / Math.Max(values, 1), 1, MaxBatchRows);
    }

    /// <summary>A column name that the schema doesn't have yet.</summary>
    public static string GetTempColumnName(this DataViewSchema schema, string tag)
    {
        string name = tag;
        for (int i = 0; schema.GetColumnOrNull(name) != null; i++)
            name = $"temp_{tag}_{i:000}";
        return name;
    }

    private static DataViewSchema.Column[] ActiveColumns(DataViewRowCursor cursor) => [.. cursor.Schema.Where(cursor.IsColumnActive)];
}
