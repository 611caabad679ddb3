using Microsoft.ML;

namespace MLNet.ConvExtensions.Columns;

/// <summary>A schema as data without rows.</summary>
internal sealed class EmptyView(DataViewSchema schema) : IDataView
{
    public DataViewSchema Schema => schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => 0;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => throw NotMeant();

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        throw NotMeant();

    private static InvalidOperationException NotMeant() => new("These data are a schema only; they have no rows to read.");
}
