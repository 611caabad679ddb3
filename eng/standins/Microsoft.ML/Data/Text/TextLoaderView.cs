namespace Microsoft.ML.Data;

/// <summary>Text files as a data view. Nothing is opened before a cursor moves, and nothing of them is kept.</summary>
internal sealed class TextLoaderView : IDataView
{
    private const int LinesPerThread = 64;
    private readonly IMultiStreamSource _source;
    private readonly TextFormat _format;
    private readonly TextColumn[] _columns;

    public TextLoaderView(DataViewSchema schema, TextColumn[] columns, TextFormat format, IMultiStreamSource source)
    {
        Schema = schema;
        _columns = columns;
        _format = format;
        _source = source;
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    // Loading at least two blocks is what makes the real loader parse on other threads.
    private bool UsesThreads => _format.UseThreads && _format.MaxRows / LinesPerThread > 1;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new TextLoaderCursor(Schema, _columns, Active(columnsNeeded), _format, new TextLines(_source, _format), UsesThreads);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        int threads = n > 0 ? n : UsesThreads ? Math.Max(2, Environment.ProcessorCount - 1) : 1;
        threads = (int)Math.Clamp(_format.MaxRows / LinesPerThread, 1, threads);
        var active = Active(columnsNeeded);
        var lines = new TextLines(_source, _format, threads);
        var cursors = new DataViewRowCursor[threads];
        for (int i = 0; i < threads; i++)
            cursors[i] = new TextLoaderCursor(Schema, _columns, active, _format, lines, wrapsErrors: false);
        return cursors;
    }

    private bool[] Active(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        var active = new bool[_columns.Length];
        foreach (var column in columnsNeeded)
            active[column.Index] = true;
        return active;
    }
}
