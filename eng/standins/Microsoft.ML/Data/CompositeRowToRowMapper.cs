using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The mappers of a chain, one after the other.</summary>
internal sealed class CompositeRowToRowMapper(DataViewSchema inputSchema, IRowToRowMapper[] mappers) : IRowToRowMapper, IDisposable
{
    public DataViewSchema InputSchema { get; } = inputSchema;

    public DataViewSchema OutputSchema => mappers.Length > 0 ? mappers[^1].OutputSchema : InputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        mappers.Reverse().Aggregate(dependingColumns, (columns, mapper) => mapper.GetDependencies(columns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(activeColumns, nameof(activeColumns));
        Contracts.CheckParam(input.Schema == InputSchema, nameof(input), "The schema of the row must be the one that the mapper was made for.");
        var active = new IEnumerable<DataViewSchema.Column>[mappers.Length];
        for (int i = mappers.Length - 1; i >= 0; i--)
            active[i] = i == mappers.Length - 1 ? [.. activeColumns] : mappers[i + 1].GetDependencies(active[i + 1]);

        DataViewRow row = input;
        for (int i = 0; i < mappers.Length; i++)
            row = mappers[i].GetRow(row, active[i]);
        return row;
    }

    public void Dispose()
    {
        foreach (IRowToRowMapper mapper in mappers)
            (mapper as IDisposable)?.Dispose();
    }
}
