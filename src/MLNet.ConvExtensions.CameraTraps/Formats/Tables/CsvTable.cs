using System.Globalization;
using System.Text;
using CsvHelper;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Tables;

/// <summary>Reads a CSV file row by row. What is wrong with a value is told with its line and column.</summary>
internal sealed class CsvTable : IDisposable
{
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];

    private readonly string _path;
    private readonly CsvReader _reader;

    private CsvTable(string path, CsvReader reader)
    {
        _path = path;
        _reader = reader;
        Columns = [.. reader.Headers];
    }

    /// <summary>The names in the first line.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Opens a file. What stands behind the first name is what stands between all values.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">It has no first line, or one that names a column twice.</exception>
    public static CsvTable Open(string path)
    {
        char separator = Separator(path);
        // What isn't UTF-8 must not become other names.
        var text = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        var reader = CsvReader.Create(
            text,
            new CsvReaderOptions
            {
                Separator = separator,
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Allow,
                TrackLineNumbers = true,
                PoolStrings = true,
            }
        );
        try
        {
            CsvTable table = Guarded(path, () => new CsvTable(path, reader));
            if (table.Columns.Count == 0)
                throw new FormatException($"The file '{path}' is empty; its first line must name its columns.");
            if (table.Columns.FirstOrDefault(c => table.Columns.Count(o => o == c) > 1) is { } twice)
                throw new FormatException($"The file '{path}' has two columns named '{twice}'.");
            return table;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>The place of a column; -1 where there is none.</summary>
    public int Find(string name)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == name)
                return i;
        }

        return -1;
    }

    /// <exception cref="FormatException">There is no such column.</exception>
    public int Require(string name) =>
        Find(name) is >= 0 and int place
            ? place
            : throw new FormatException(
                $"The file '{_path}' has no column '{name}'; its first line names {string.Join(", ", Columns.Select(c => $"'{c}'"))}."
            );

    /// <summary>Goes to the next row.</summary>
    /// <exception cref="FormatException">It is no row of such a table.</exception>
    public bool Read()
    {
        if (!Guarded(_path, _reader.Read))
            return false;
        return _reader.FieldCount == Columns.Count
            ? true
            : throw Wrong(FormattableString.Invariant($"has {_reader.FieldCount} values; the first line names {Columns.Count} columns"));
    }

    /// <summary>A value; null where it is empty, or where there is no such column.</summary>
    public string? Text(int column) => column < 0 || _reader.GetString(column) is not { Length: > 0 } text ? null : text;

    /// <exception cref="FormatException">It is empty.</exception>
    public string Needed(int column, string what) => Text(column) ?? throw Wrong(column, what);

    public float? Share(int column) =>
        Text(column) is not { } text ? null
        : float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float share) && share is >= 0 and <= 1 ? share
        : throw Wrong(column, "a number from 0 to 1");

    public double? Number(int column, double least, double most) =>
        Text(column) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most
            ? number
        : throw Wrong(column, FormattableString.Invariant($"a number from {least} to {most}"));

    public int? Whole(int column) =>
        Text(column) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw Wrong(column, "a whole number from 0");

    public bool? Flag(int column) =>
        Text(column) is not { } text ? null
        : bool.TryParse(text, out bool flag) ? flag
        : throw Wrong(column, "true or false");

    public DateTime? Time(int column, params string[] others) =>
        Text(column) is not { } text ? null
        : DateTime.TryParseExact(text.Trim(), [.. Times, .. others], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
            ? time
        : throw Wrong(column, "a time as 2024-05-31T18:30:00");

    public FormatException Wrong(int column, string needed) =>
        Wrong($"column '{Columns[column]}': the value is '{_reader.GetString(column)}'; needed: {needed}");

    public FormatException Wrong(string what) =>
        new(FormattableString.Invariant($"The file '{_path}', line {_reader.LineNumber}, {what}."));

    private static char Separator(string path)
    {
        using var text = new StreamReader(path);
        string first = text.ReadLine() ?? "";
        return first.IndexOfAny([',', ';', '\t']) is >= 0 and int at ? first[at] : ',';
    }

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException e)
        {
            throw new FormatException(
                FormattableString.Invariant($"The file '{path}', line {e.LineNumber}, has a quote that is out of place ({e.Message})"),
                e
            );
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"The file '{path}' is not in UTF-8 ({e.Message})", e);
        }
    }
}
