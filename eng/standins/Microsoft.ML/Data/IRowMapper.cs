namespace Microsoft.ML.Data;

/// <summary>The part of a row-wise transform that knows its columns; <see cref="RowToRowMapperTransform"/> makes a view of it.</summary>
internal interface IRowMapper
{
    DataViewSchema.DetachedColumn[] GetOutputColumns();

    /// <summary>Which input columns, by index, the active ones of the output columns are computed from.</summary>
    Func<int, bool> GetDependencies(Func<int, bool> activeOutput);

    /// <summary>A getter for each output column, null for those that aren't active.</summary>
    Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer);
}
