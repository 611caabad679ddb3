using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view that keeps the columns that were read in memory.</summary>
internal sealed class CacheDataView(IHostEnvironment env, IDataView input) : IDataView
{
    private readonly IHost _host = env.Register("CacheDataView");

    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        _host.CheckValue(columnsNeeded, nameof(columnsNeeded));
        return input.GetRowCursor(columnsNeeded, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        input.GetRowCursorSet(columnsNeeded, n, rand);
}
