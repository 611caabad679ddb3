using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Splits lines into fields. One instance is reused from line to line and keeps the fields that aren't empty.</summary>
internal sealed class TextFields
{
    private readonly TextFormat _format;
    private readonly int _needed;
    private readonly List<int> _indices = [];
    private readonly List<ReadOnlyMemory<char>> _texts = [];
    private readonly StringBuilder _unquoted = new();
    private readonly bool _spaceSeparates;

    // The position of the scan within the line, and the field found last.
    private ReadOnlyMemory<char> _line;
    private int _next;
    private ReadOnlyMemory<char> _field;
    private int _sparseIndex;

    /// <param name="format">The format of the file.</param>
    /// <param name="needed">The largest field index that is asked for; a line isn't read further than that.</param>
    public TextFields(TextFormat format, int needed = int.MaxValue - 1)
    {
        _format = format;
        _needed = needed;
        _spaceSeparates = format.IsSeparator(' ');
    }

    /// <summary>The number of fields of the line, the empty ones included, as far as it was read.</summary>
    public int Count { get; private set; }

    /// <summary>The number of fields that have a value.</summary>
    public int ValueCount => _indices.Count;

    public int IndexOf(int at) => _indices[at];

    public ReadOnlyMemory<char> TextOf(int at) => _texts[at];

    /// <summary>Where the first value lies whose field index isn't less than <paramref name="field"/>.</summary>
    public int Find(int field)
    {
        int at = _indices.BinarySearch(field);
        return at < 0 ? ~at : at;
    }

    public void Split(string line)
    {
        _indices.Clear();
        _texts.Clear();
        _line = _format.TrimWhitespace ? line.AsMemory().TrimEnd() : line.AsMemory();
        _next = 0;
        Count = _format.AllowSparse ? SplitSparse() : SplitDense();
    }

    private int SplitDense()
    {
        int field = 0;
        bool more;
        do
        {
            more = Fetch();
            if (!_field.IsEmpty || _format.MissingRealsAsNaNs)
                Add(field);
        }
        while (++field <= _needed && more);
        return field;
    }

    // A line may end in pairs of index and value, with the number of fields that these are chosen from before them.
    private int SplitSparse()
    {
        int field = 0;
        int firstSparse = -1;
        int lastIndex = -1;
        int size = _format.InputSize;
        bool more;
        do
        {
            more = Fetch();
            if (_sparseIndex < 0)
            {
                if (firstSparse >= 0)
                    break;
                if (!_field.IsEmpty)
                    Add(field);
                if (field++ > _needed)
                    break;
                continue;
            }
            if (firstSparse < 0 && !TryStartSparse(field, ref size, out firstSparse))
                break;
            if (_sparseIndex <= lastIndex || _sparseIndex >= size - firstSparse)
                break;
            lastIndex = _sparseIndex;
            if (!_field.IsEmpty)
                Add(firstSparse + _sparseIndex);
        }
        while (more);
        return firstSparse < 0 ? Math.Max(field, size) : size;
    }

    private bool TryStartSparse(int field, ref int size, out int firstSparse)
    {
        firstSparse = ValueCount;
        if (size > 0)
            return true;
        firstSparse = -1;
        if (ValueCount == 0 || _indices[^1] != field - 1
            || !TextNumber.TryParseSigned(_texts[^1].Span, int.MaxValue, out long sparseSize) || sparseSize <= 0)
            return false;
        firstSparse = field - 1;
        _indices.RemoveAt(_indices.Count - 1);
        _texts.RemoveAt(_texts.Count - 1);
        size = (int)Math.Min(firstSparse + sparseSize, int.MaxValue - 1);
        return true;
    }

    private void Add(int index)
    {
        _indices.Add(index);
        _texts.Add(_field);
    }

    /// <summary>Reads one field; false if it was the line's last.</summary>
    private bool Fetch()
    {
        var line = _line.Span;
        _field = default;
        _sparseIndex = -1;
        int at = SkipSpaces(line, _next);
        if (_format.AllowSparse)
            at = ReadSparseIndex(line, at);

        if (at < line.Length && line[at] == '"' && _format.AllowQuoting)
        {
            at = ReadQuoted(line, at + 1);
        }
        else
        {
            int start = at;
            while (at < line.Length && !_format.IsSeparator(line[at]))
                at++;
            _field = _line[start..at];
        }
        _next = at + 1;
        return at < line.Length;
    }

    private int SkipSpaces(ReadOnlySpan<char> line, int at)
    {
        while (!_spaceSeparates && at < line.Length && line[at] == ' ')
            at++;
        return Math.Min(at, line.Length);
    }

    private int ReadSparseIndex(ReadOnlySpan<char> line, int at)
    {
        int end = at;
        while (end < line.Length && end - at < 9 && char.IsAsciiDigit(line[end]))
            end++;
        if (end == at || end == line.Length || line[end] != ':')
            return at;
        _sparseIndex = int.Parse(line[at..end], CultureInfo.InvariantCulture);
        return SkipSpaces(line, end + 1);
    }

    // A quote within a quoted field is doubled, or has the escape character before it. A field that isn't closed, or that
    // goes on behind its closing quote, has no value.
    private int ReadQuoted(ReadOnlySpan<char> line, int at)
    {
        _unquoted.Clear();
        bool closed = false;
        for (; at < line.Length && !closed; at++)
        {
            char c = line[at];
            bool hasNext = at + 1 < line.Length;
            if (c == _format.EscapeChar && hasNext && (c != '"' || line[at + 1] == '"'))
            {
                at++;
                _unquoted.Append(line[at] == '"' ? "" : c.ToString()).Append(line[at]);
            }
            else if (c == '"')
            {
                closed = true;
            }
            else
            {
                _unquoted.Append(c);
            }
        }
        for (; at < line.Length && !_format.IsSeparator(line[at]); at++)
            closed &= line[at] == ' ';
        if (closed)
            _field = _unquoted.ToString().AsMemory();
        return at;
    }
}
