using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads the rows of text files one after the other; only the columns that are asked for are parsed.</summary>
internal sealed class TextLoaderCursor : DataViewRowCursor
{
    private readonly TextLines _lines;
    private readonly TextFields _fields;
    private readonly TextColumnReader?[] _readers;
    private readonly List<TextLines.Line> _taken = [];
    private readonly bool _wrapsErrors;
    private int _at;
    private long _batch = -1;
    private long _firstRow;
    private long _position = -1;
    private bool _isDone;
    private bool _isDisposed;

    /// <param name="schema">The schema of the view.</param>
    /// <param name="columns">All columns of the view.</param>
    /// <param name="active">For each column whether it is asked for.</param>
    /// <param name="format">The format of the files.</param>
    /// <param name="lines">The lines, maybe shared with other cursors.</param>
    /// <param name="wrapsErrors">Whether errors are reported as the real loader does where it parses on threads of its own.</param>
    public TextLoaderCursor(
        DataViewSchema schema, TextColumn[] columns, bool[] active, TextFormat format, TextLines lines, bool wrapsErrors)
    {
        Schema = schema;
        _lines = lines;
        _wrapsErrors = wrapsErrors;
        _readers = columns.Select((column, i) => active[i] ? TextColumnReader.Create(column, format, () => _position >= 0) : null).ToArray();
        int needed = columns.Where((_, i) => active[i]).SelectMany(column => column.Segments).Select(segment => segment.Limit - 1).DefaultIfEmpty(0).Max();
        _fields = new TextFields(format, format.InputSize > 0 ? Math.Min(needed, format.InputSize - 1) : needed);
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => _batch;

    public override bool MoveNext()
    {
        if (_isDone)
            return false;
        if (++_at >= _taken.Count && !TakeBatch())
        {
            _isDone = true;
            _position = -1;
            return false;
        }
        Parse(_taken[_at]);
        _position++;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        Contracts.CheckParam(column.Index < _readers.Length, nameof(column), $"There is no column {column.Index}.");
        return _readers[column.Index] != null;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.CheckParam(column.Index < _readers.Length, nameof(column), $"There is no column {column.Index}.");
        var reader = _readers[column.Index];
        Contracts.Check(reader != null, $"Column '{column.Name}' is not active in this cursor.");
        return reader.Getter as ValueGetter<TValue> ?? throw Contracts.Except(
            $"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{column.Type.RawType}'.");
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
    {
        Contracts.Check(_position >= 0, "A row's id can be read only after MoveNext has returned true.");
        value = new DataViewRowId((ulong)(_firstRow + _at), 0);
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _isDone = true;
            _position = -1;
            _lines.Dispose();
        }
        base.Dispose(disposing);
    }

    private bool TakeBatch()
    {
        (_batch, _firstRow) = _lines.Take(_taken);
        _at = 0;
        return _taken.Count > 0;
    }

    private void Parse(TextLines.Line line)
    {
        try
        {
            _fields.Split(line.Text);
            foreach (var reader in _readers)
                reader?.Read(_fields, line.Number);
        }
        catch (InvalidOperationException e) when (_wrapsErrors)
        {
            throw ((IExceptionContext?)null).ExceptDecode(e, $"Parsing failed with an exception: {e.Message}");
        }
    }
}
