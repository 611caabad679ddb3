using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// The lines of all files of a source that hold data: without headers, comments and empty lines. Several cursors may take
/// batches from one instance, each of which goes to one of them.
/// </summary>
internal sealed class TextLines : IDisposable
{
    private const int BatchSize = 64;
    private readonly Lock _lock = new();
    private readonly IMultiStreamSource _source;
    private readonly TextFormat _format;
    private readonly IEnumerator<Line> _lines;
    private long _batches;
    private long _rows;
    private int _users;

    public TextLines(IMultiStreamSource source, TextFormat format, int users = 1)
    {
        _source = source;
        _format = format;
        _users = users;
        _lines = Read().GetEnumerator();
    }

    /// <summary>Fills <paramref name="lines"/> with the next lines of the source; there are none at its end.</summary>
    /// <returns>The number of the batch and of its first row.</returns>
    public (long Batch, long FirstRow) Take(List<Line> lines)
    {
        lines.Clear();
        lock (_lock)
        {
            long first = _rows;
            while (lines.Count < BatchSize && _rows < _format.MaxRows && MoveNext())
            {
                lines.Add(_lines.Current);
                _rows++;
            }
            return (_batches++, first);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (--_users == 0)
                _lines.Dispose();
        }
    }

    private bool MoveNext()
    {
        try
        {
            return _lines.MoveNext();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ((IExceptionContext?)null).ExceptDecode(e, $"Reading row {_rows} of the text failed: {e.Message}");
        }
    }

    private IEnumerable<Line> Read()
    {
        for (int i = 0; i < _source.Count; i++)
        {
            using var reader = _source.OpenTextReader(i);
            long number = 0;
            bool started = false;
            while (true)
            {
                number++;
                var text = ReadLine(reader, ref number, started);
                if (text == null)
                    break;

                // A comment starts with two slashes, or, above the first line, with a number sign.
                if (text.Length == 0 || text.StartsWith("//", StringComparison.Ordinal) || (!started && text[0] == '#'))
                    continue;
                bool isHeader = !started && _format.HasHeader;
                started = true;
                if (!isHeader)
                    yield return new Line(number, text);
            }
        }
    }

    private string? ReadLine(TextReader reader, ref long number, bool started)
    {
        var line = reader.ReadLine();
        if (!_format.ReadMultilines || string.IsNullOrEmpty(line)
            || line.StartsWith("//", StringComparison.Ordinal) || (!started && line[0] == '#'))
            return line;
        if (!EndsInsideQuotes(line, false))
            return line;

        long opened = number;
        var all = new StringBuilder(line);
        do
        {
            line = reader.ReadLine()
                ?? throw new EndOfStreamException($"The quoted field that starts in line {opened} is not closed before the end of the file.");
            number++;
            all.Append('\n').Append(line);
        }
        while (EndsInsideQuotes(line, true));
        return all.ToString();
    }

    private bool EndsInsideQuotes(string line, bool inside)
    {
        int at = 0;
        while (true)
        {
            if (!inside)
            {
                while (at < line.Length && (line[at] == ' ' || _format.IsSeparator(line[at])))
                    at++;
                if (at == line.Length)
                    return false;
                inside = line[at++] == '"';
                while (!inside && at < line.Length && !_format.IsSeparator(line[at]))
                    at++;
                continue;
            }
            at = FindClosingQuote(line, at);
            if (at == line.Length)
                return true;

            // A field that goes on behind its closing quote is broken, and so is the line: it is not continued. The real loader
            // takes every closing quote for that where another escape character is chosen.
            for (at++; at < line.Length && line[at] == ' ' && !_format.IsSeparator(' '); at++)
            {
            }
            if (_format.EscapeChar != '"' || at == line.Length || !_format.IsSeparator(line[at]))
                return false;
            inside = false;
        }
    }

    private int FindClosingQuote(string line, int at)
    {
        for (; at < line.Length; at++)
        {
            bool isQuote = line[at] == '"';
            if (line[at] == _format.EscapeChar && (!isQuote || (at + 1 < line.Length && line[at + 1] == '"')))
                at++;
            else if (isQuote)
                return at;
        }
        return line.Length;
    }

    /// <summary>A line and its number, counted from 1.</summary>
    public readonly record struct Line(long Number, string Text);
}
