using System.Text;
using CsvHelper;
using Microsoft.ML;

namespace MLNet.ConvExtensions.Data;

/// <summary>Makes rows of a CSV file that lists images, by RFC 4180.</summary>
internal sealed class ImageListReader(string path, ImageListOptions options)
{
    private const string ImagePath = "ImagePath",
        Label = "Label",
        Group = "Group";

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    private char _separator;

    /// <exception cref="FormatException">The file isn't CSV of such columns.</exception>
    public IDataView Read()
    {
        if (!File.Exists(path))
        {
            string why = Directory.Exists(path) ? ": it is a folder" : "";
            throw new FileNotFoundException($"The list of images '{path}' is not there{why}.", path);
        }

        // What isn't UTF-8 must not become the names of other files.
        using var text = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        using var reader = CsvReader.Create(
            text,
            new CsvReaderOptions
            {
                Separator = options.Separator,
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Allow,
                TrackLineNumbers = true,
                PoolStrings = true,
            }
        );
        try
        {
            return Read(reader);
        }
        catch (CsvFormatException e)
        {
            throw Wrong(e.LineNumber, $"has a quote that is out of place ({e.Message})");
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"The list of images '{path}' is not in UTF-8 ({e.Message})", e);
        }
    }

    private TextTable Read(CsvReader reader)
    {
        string[] header = [.. reader.Headers];
        if (header.Length == 0)
            throw new FormatException($"The list of images '{path}' is empty; its first line must name its columns.");
        _separator = reader.Separator;
        int file = Find(header, options.FileColumnName);
        int label = options.LabelColumnName is { } ofLabels ? Find(header, ofLabels) : -1;
        int group = options.GroupColumnName is { } ofGroups ? Find(header, ofGroups) : -1;
        CheckNames(header, file, label, group);

        var rows = new List<string[]>();
        while (reader.Read())
        {
            if (reader.FieldCount != header.Length)
                throw Wrong(reader.LineNumber, $"has {reader.FieldCount} values; the header names {header.Length} columns");
            string[] row = [.. Enumerable.Range(0, header.Length).Select(reader.GetString)];
            if (row[file].Length == 0)
                throw Wrong(reader.LineNumber, $"names no image in column '{header[file]}'");
            if (row[file].Contains('\0', StringComparison.Ordinal))
                throw Wrong(reader.LineNumber, $"has a character of code 0 in column '{header[file]}', which no path can have");
            if (label >= 0 && row[label].Length == 0)
                throw Wrong(reader.LineNumber, $"names no class in column '{header[label]}' for '{row[file]}'");
            rows.Add(row);
        }

        return rows.Count > 0
            ? Table(header, rows, file, label, group)
            : throw new FormatException($"The list of images '{path}' names no image; it has a header alone.");
    }

    private TextTable Table(string[] header, List<string[]> rows, int file, int label, int group)
    {
        var columns = new List<(string Name, Func<int, string> Value)> { (ImagePath, row => Path.GetFullPath(rows[row][file], _folder)) };
        if (label >= 0)
            columns.Add((Label, row => rows[row][label]));
        if (group >= 0)
            columns.Add((Group, row => rows[row][group] is { Length: > 0 } given ? given : rows[row][file]));
        string[] made = [.. columns.Select(c => c.Name)];
        for (int i = 0; i < header.Length; i++)
        {
            int column = i;
            if (!made.Contains(header[i]))
                columns.Add((header[i], row => rows[row][column]));
        }

        return new TextTable(rows.Count, columns);
    }

    private int Find(string[] header, string column)
    {
        int found = Array.IndexOf(header, column);
        if (found >= 0)
            return found;
        int[] alike =
        [
            .. Enumerable.Range(0, header.Length).Where(i => string.Equals(header[i], column, StringComparison.OrdinalIgnoreCase)),
        ];
        if (alike.Length == 1)
            return alike[0];
        string names = string.Join(", ", header.Select(h => $"'{h}'"));
        throw new FormatException(
            $"The list of images '{path}' has no column '{column}'; its first line names {names}, with '{_separator}' between columns."
        );
    }

    private void CheckNames(string[] header, int file, int label, int group)
    {
        if (header.FirstOrDefault(h => header.Count(o => o == h) > 1) is { } twice)
            throw new FormatException($"The list of images '{path}' has two columns named '{twice}'.");
        if (Array.IndexOf(header, "") is >= 0 and int nameless)
            throw new FormatException($"The list of images '{path}' has no name for its column {nameless + 1}.");
        foreach ((string name, int source) in new[] { (ImagePath, file), (Label, label), (Group, group) })
        {
            if (source >= 0 && Array.IndexOf(header, name) is >= 0 and int other && other != source)
            {
                throw new FormatException(
                    $"The list of images '{path}' has a column '{name}', the name of what becomes of '{header[source]}'; rename it."
                );
            }
        }
    }

    private FormatException Wrong(long line, string what) =>
        new(FormattableString.Invariant($"The list of images '{path}', line {line}, {what}."));
}
