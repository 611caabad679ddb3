namespace Microsoft.ML.Data;

/// <summary>The schema of a view that adds columns to another: a new column hides those of its name before it.</summary>
internal sealed class ColumnBindings
{
    public ColumnBindings(DataViewSchema input, DataViewSchema.DetachedColumn[] added)
    {
        InputSchema = input;
        var builder = new DataViewSchema.Builder();

        // A column that replaces another one takes its place right behind the hidden one.
        var afterInput = added.Select((column, index) => (Column: column, Index: index))
            .ToLookup(a => input.GetColumnOrNull(a.Column.Name)?.Index ?? -1);
        var sources = new List<int>();
        AddedColumnIndices = new int[added.Length];
        foreach (DataViewSchema.Column column in input)
        {
            builder.AddColumn(column.Name, column.Type, column.Annotations);
            sources.Add(column.Index);
            Append(afterInput[column.Index]);
        }

        Append(afterInput[-1]);
        Schema = builder.ToSchema();
        Sources = [.. sources];

        void Append(IEnumerable<(DataViewSchema.DetachedColumn Column, int Index)> columns)
        {
            foreach ((DataViewSchema.DetachedColumn column, int index) in columns)
            {
                AddedColumnIndices[index] = sources.Count;
                sources.Add(~index);
                builder.AddColumn(column.Name, column.Type, column.Annotations);
            }
        }
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema Schema { get; }

    /// <summary>Where in <see cref="Schema"/> each added column is.</summary>
    public int[] AddedColumnIndices { get; }

    /// <summary>What each column of <see cref="Schema"/> is: an input column, or the complement of an added one's number.</summary>
    public int[] Sources { get; }
}
