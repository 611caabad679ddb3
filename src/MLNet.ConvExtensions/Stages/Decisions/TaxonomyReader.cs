using System.Text;
using CsvHelper;

namespace MLNet.ConvExtensions.Stages.Decisions;

/// <summary>Reads a tree of taxa from a CSV file.</summary>
internal sealed class TaxonomyReader(string path)
{
    private const string Parent = "parent";

    private readonly Dictionary<string, string> _parents = [];
    private readonly Dictionary<string, long> _lines = [];
    private readonly HashSet<string> _taxa = [];

    /// <exception cref="FormatException">The file isn't CSV of such columns, or no tree.</exception>
    public Taxonomy Read()
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"The taxonomy '{path}' is not there.", path);
        using var text = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        using var reader = CsvReader.Create(
            text,
            new CsvReaderOptions
            {
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Allow,
                TrackLineNumbers = true,
            }
        );
        try
        {
            ReadLines(reader);
        }
        catch (CsvFormatException e)
        {
            throw Wrong(e.LineNumber, $"has a quote that is out of place ({e.Message})");
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"The taxonomy '{path}' is not in UTF-8 ({e.Message})", e);
        }

        CheckCycles();
        return _taxa.Count > 0 ? new Taxonomy(_parents, _taxa) : throw new FormatException($"The taxonomy '{path}' names no taxon.");
    }

    private void ReadLines(CsvReader reader)
    {
        string[] header = [.. reader.Headers];
        if (header.Length < 2)
        {
            throw new FormatException(
                $"The taxonomy '{path}' has {header.Length} columns in its first line; needed: a class with its parent, or with the "
                    + "taxa that "
                    + "hold it, from the smallest to the largest."
            );
        }

        int parent = Array.IndexOf(header, Parent);
        if (parent == 0)
            throw new FormatException($"The taxonomy '{path}' has '{Parent}' as its first column; the taxon itself comes first.");
        while (reader.Read())
        {
            if (reader.FieldCount != header.Length)
                throw Wrong(reader.LineNumber, $"has {reader.FieldCount} values; the header names {header.Length} columns");
            string[] names = [.. Enumerable.Range(0, header.Length).Select(reader.GetString).Select(n => n.Trim())];
            if (names[0].Length == 0)
                throw Wrong(reader.LineNumber, $"names no taxon in column '{header[0]}'");
            Add(reader.LineNumber, parent > 0 ? [names[0], names[parent]] : names);
        }
    }

    private void Add(long line, string[] names)
    {
        _taxa.Add(names[0]);
        string taxon = names[0];
        foreach (string holder in names.Skip(1).Where(n => n.Length > 0))
        {
            // A class may have the name of its species.
            if (holder == taxon)
                continue;
            _taxa.Add(holder);
            if (_parents.TryGetValue(taxon, out string? other) && other != holder)
                throw Wrong(line, $"makes '{taxon}' part of '{holder}', and line {_lines[taxon]} made it part of '{other}'");
            _parents[taxon] = holder;
            _lines.TryAdd(taxon, line);
            taxon = holder;
        }
    }

    private void CheckCycles()
    {
        foreach (string start in _parents.Keys)
        {
            var way = new List<string> { start };
            while (_parents.TryGetValue(way[^1], out string? next))
            {
                way.Add(next);
                if (next == start)
                    throw Wrong(_lines[start], $"makes '{start}' part of itself: {string.Join(" in ", way.Select(t => $"'{t}'"))}");
                // Another cycle, which is found from one of its own.
                if (way.Count > _taxa.Count)
                    break;
            }
        }
    }

    private FormatException Wrong(long line, string what) =>
        new(FormattableString.Invariant($"The taxonomy '{path}', line {line}, {what}."));
}
