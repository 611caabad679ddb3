using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Turns the columns that a caller describes into segments of fields, looking at the data where it has to.</summary>
internal sealed class TextColumnBinder
{
    private const int SampleSize = 100;

    // One line more than a header needs: the real loader looks at it too, and fails there if it isn't readable.
    private const int HeaderSize = 2;
    private readonly TextFormat _format;
    private readonly List<string> _sample;
    private readonly int _inputSize;

    /// <param name="format">The format of the file.</param>
    /// <param name="columns">The columns asked for.</param>
    /// <param name="header">A file whose first line is the header, or null.</param>
    /// <param name="data">Files that look like the ones to load; may be empty.</param>
    public TextColumnBinder(TextFormat format, TextLoader.Column[] columns, IMultiStreamSource? header, IMultiStreamSource data)
    {
        _format = format;
        foreach (var column in columns)
        {
            Contracts.CheckUserArg(column.Source is { Length: > 0 }, nameof(TextLoader.Column.Source),
                $"Column '{column.Name}' has no source: name at least one field.");
        }

        bool needsSize = format.InputSize == 0 && columns.Any(column => column.Source.Any(range => range.AutoEnd && range.Max == null));
        _sample = header != null ? ReadSample(header, HeaderSize) : [];
        if (needsSize)
            _sample.AddRange(ReadSample(data, SampleSize));
        else if (header == null && format.HasHeader)
            _sample = ReadSample(data, HeaderSize);
        HeaderLine = (format.HasHeader || header != null) && _sample.Count > 0 ? _sample[0] : null;
        _inputSize = needsSize ? FindInputSize() : format.InputSize;
    }

    public string? HeaderLine { get; }

    public TextColumn[] Bind(TextLoader.Column[] columns)
    {
        var bound = new TextColumn[columns.Length];
        int other = -1;
        for (int i = 0; i < columns.Length; i++)
        {
            Contracts.CheckNonWhiteSpace(columns[i].Name, nameof(TextLoader.Column.Name));
            if (!columns[i].Source.Any(range => range.AllOther))
            {
                bound[i] = new TextColumn(columns[i].Name.Trim(), ItemType(columns[i]), columns[i].Source.Select(ToSegment).ToList());
                continue;
            }
            Contracts.CheckUserArg(other < 0 && columns[i].Source.Count(range => range.AllOther) == 1, nameof(TextLoader.Range.AllOther),
                "At most one range can stand for all other fields.");
            other = i;
        }
        if (other >= 0)
            bound[other] = BindOther(columns[other], bound.Where(column => column != null));
        return bound;
    }

    private static PrimitiveDataViewType ItemType(TextLoader.Column column)
    {
        if (column.KeyCount == null)
            return TextValue.TypeOf(column.DataKind);
        var rawType = TextValue.TypeOf(column.DataKind).RawType;
        Contracts.CheckUserArg(KeyDataViewType.IsValidDataType(rawType), nameof(TextLoader.Column.DataKind),
            $"Column '{column.Name}' is a key of {column.DataKind}, but a key must be an unsigned integer.");
        return new KeyDataViewType(rawType, column.KeyCount.Count ?? TextValue.MaxOf(rawType));
    }

    private TextColumn BindOther(TextLoader.Column column, IEnumerable<TextColumn> others)
    {
        var own = column.Source.Where(range => !range.AllOther).Select(ToSegment);
        var taken = others.SelectMany(other => other.Segments).Concat(own).OrderBy(segment => segment.Min).ToList();
        var segments = new List<TextColumn.Segment>();
        foreach (var range in column.Source)
        {
            var segment = ToSegment(range);
            if (!range.AllOther)
            {
                segments.Add(segment);
                continue;
            }
            int min = segment.Min;
            foreach (var used in taken)
            {
                if (min < used.Min && min < segment.Limit)
                    segments.Add(new TextColumn.Segment(min, Math.Min(used.Min, segment.Limit), true));
                min = Math.Max(min, used.Limit);
            }
            if (min < segment.Limit)
                segments.Add(new TextColumn.Segment(min, segment.Limit, true));
        }
        Contracts.CheckUserArg(segments.Count > 0, nameof(TextLoader.Range.AllOther), "No field is left for the range of all other fields.");
        return new TextColumn(column.Name.Trim(), ItemType(column), segments);
    }

    private TextColumn.Segment ToSegment(TextLoader.Range range)
    {
        Contracts.CheckUserArg(range.Min is >= 0 and < int.MaxValue - 1, nameof(TextLoader.Range.Min), $"The first field of a range is {range.Min}.");
        if (range.Max is int max)
        {
            Contracts.CheckUserArg(range.Min <= max && max < int.MaxValue - 1, nameof(TextLoader.Range.Max),
                $"The last field of a range is {max}, its first is {range.Min}.");
            return new TextColumn.Segment(range.Min, max + 1, range.ForceVector);
        }
        if (range.AutoEnd)
        {
            Contracts.CheckUserArg(range.Min < _inputSize, nameof(TextLoader.Range.Min),
                $"A range starts at field {range.Min}, but the lines have only {_inputSize} fields.");
            return new TextColumn.Segment(range.Min, _inputSize, true);
        }
        return range.VariableEnd
            ? new TextColumn.Segment(range.Min, TextColumn.Segment.ToEndOfLine, true)
            : new TextColumn.Segment(range.Min, range.Min + 1, range.ForceVector);
    }

    private List<string> ReadSample(IMultiStreamSource source, int count)
    {
        using var lines = new TextLines(source, _format with { HasHeader = false, MaxRows = count });
        var all = new List<string>();
        var batch = new List<TextLines.Line>();
        do
        {
            lines.Take(batch);
            all.AddRange(batch.Select(line => line.Text));
        }
        while (batch.Count > 0);
        return all;
    }

    private int FindInputSize()
    {
        var fields = new TextFields(_format);
        var sizes = new HashSet<int>();
        foreach (var line in _sample.Where(line => !_format.TrimWhitespace || !string.IsNullOrWhiteSpace(line)))
        {
            fields.Split(line);
            if (fields.Count > 0)
                sizes.Add(fields.Count);
        }
        Contracts.CheckUserArg(sizes.Count > 0, nameof(TextLoader.Column.Source),
            "A range extends to the end of the line, but there is no data that shows how many fields a line has.");
        Contracts.CheckUserArg(sizes.Count == 1, nameof(TextLoader.Column.Source),
            $"A range extends to the end of the line, but lines have from {sizes.Min()} to {sizes.Max()} fields.");
        return sizes.Single();
    }
}
