using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The row mapper of every transformer whose output columns are computed independently of each other.</summary>
internal sealed class BoundColumnMapper : IRowMapper
{
    private readonly BoundColumn[] _columns;

    public BoundColumnMapper(IEnumerable<BoundColumn> columns) => _columns = [.. columns];

    public delegate BoundColumn Bind(int index, string outputName, DataViewSchema.Column input);

    /// <summary>Binds one output column to one input column each; a missing input column is an error that names it.</summary>
    public static BoundColumnMapper OneToOne(
        IExceptionContext host, DataViewSchema schema, (string outputColumnName, string inputColumnName)[] pairs, Bind bind) =>
        new(pairs.Select((pair, index) => bind(index, pair.outputColumnName, schema.GetColumnOrNull(pair.inputColumnName)
            ?? throw host.ExceptSchemaMismatch("inputSchema", "input", pair.inputColumnName))));

    public DataViewSchema.DetachedColumn[] GetOutputColumns() => [.. _columns.Select(column => column.Output)];

    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
    {
        var needed = _columns.Where((_, index) => activeOutput(index)).SelectMany(column => column.Sources).ToHashSet();
        return needed.Contains;
    }

    public Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
    {
        disposer = null;
        return [.. _columns.Select((column, index) => activeOutput(index) ? column.MakeGetter(input) : null)];
    }
}
