using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes a data view as lines of separated values; long runs of defaults at the end of a line as index:value pairs.</summary>
internal sealed class TextSaver
{
    // What an index:value pair weighs against a plain value when the shorter form is chosen.
    private const double SparseWeight = 2.5;
    private const int LeastSparseLength = 5;

    private readonly char _separator;
    private readonly string _separatorName;
    private readonly bool _writesHeader;
    private readonly bool _writesSchema;
    private readonly bool _forceDense;

    public TextSaver(char separator, bool writesHeader, bool writesSchema, bool forceDense)
    {
        Contracts.CheckUserArg(TextLoaderSettings.TryNameSeparator(separator, out _separatorName), "Separator",
            $"The separator is '{separator}', but must be a space, a tab, a comma, a semicolon or a bar.");
        _separator = separator;
        _writesHeader = writesHeader;
        _writesSchema = writesSchema;
        _forceDense = forceDense;
    }

    public void Save(IDataView data, Stream stream, bool keepHidden)
    {
        var columns = data.Schema.Where(column => (keepHidden || !column.IsHidden) && IsSavable(column.Type.GetItemType())).ToArray();
        Contracts.Check(columns.Length > 0, "No valid columns to save");
        bool hasHeader = _writesHeader && columns.Any(column => column.Type is not VectorDataViewType || SlotNames(column) != null);

        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        if (_writesSchema)
            writer.Write(TextLoaderSettings.Write(columns, _separatorName, hasHeader).ReplaceLineEndings());
        if (hasHeader)
            WriteLine(writer, columns.Select(HeaderOf).ToArray());
        using var cursor = data.GetRowCursor(columns);
        var sources = columns.Select(column => TextColumnWriter.Create(cursor, column, _separator)).ToArray();
        var fields = sources.Select(source => source.Fields).ToArray();
        while (cursor.MoveNext())
        {
            foreach (var source in sources)
                source.Read();
            WriteLine(writer, fields);
        }
    }

    private static bool IsSavable(DataViewType type) => type is KeyDataViewType || (type is PrimitiveDataViewType and not RowIdDataViewType);

    private static string[]? SlotNames(DataViewSchema.Column column)
    {
        var names = EvaluatedColumns.GetNames(column, AnnotationUtils.Kinds.SlotNames);
        return names != null && names.Length == column.Type.GetVectorSize() ? names : null;
    }

    private TextColumnWriter.FieldList HeaderOf(DataViewSchema.Column column)
    {
        var names = column.Type is VectorDataViewType vector ? SlotNames(column) ?? new string[vector.Size] : [column.Name];
        var fields = new TextColumnWriter.FieldList("\"\"") { Length = names.Length };
        for (int i = 0; i < names.Length; i++)
        {
            if (!string.IsNullOrEmpty(names[i]))
                fields.Add(i, TextColumnWriter.Quote(names[i], _separator));
        }
        return fields;
    }

    private void WriteLine(TextWriter writer, TextColumnWriter.FieldList[] columns)
    {
        int dense = _forceDense ? columns.Length : FindSparseStart(columns);
        int length = columns.Take(dense).Sum(column => column.Length);
        var separator = "";
        foreach (var column in columns.Take(dense))
        {
            int next = 0;
            for (int i = 0; i < column.Length; i++)
            {
                bool hasValue = next < column.Count && column.IndexOf(next) == i;
                writer.Write(separator);
                writer.Write(hasValue ? column.TextOf(next++) : column.Default);
                separator = _separator.ToString();
            }
        }
        if (dense < columns.Length)
            WriteSparse(writer, columns.Skip(dense).ToArray(), separator);
        writer.WriteLine();
    }

    private void WriteSparse(TextWriter writer, TextColumnWriter.FieldList[] columns, string separator)
    {
        writer.Write(separator);
        writer.Write(columns.Sum(column => column.Length).ToString(CultureInfo.InvariantCulture));
        int start = 0;
        foreach (var column in columns)
        {
            for (int i = 0; i < column.Count; i++)
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{_separator}{start + column.IndexOf(i)}:{column.TextOf(i)}"));
            start += column.Length;
        }

        // A line needs one pair at least to be read as sparse.
        if (columns.All(column => column.Count == 0))
            writer.Write($"{_separator}0:{columns[0].Default}");
    }

    private static int FindSparseStart(TextColumnWriter.FieldList[] columns)
    {
        int length = columns.Sum(column => column.Length);
        int values = columns.Sum(column => column.Count);
        double bestScore = SparseWeight * values;
        int best = 0;
        int bestLength = 0;
        int denseLength = 0;
        for (int i = 0; i < columns.Length; i++)
        {
            denseLength += columns[i].Length;
            values -= columns[i].Count;
            double score = denseLength + SparseWeight * values;
            if (score >= bestScore)
                continue;
            bestScore = score;
            best = i + 1;
            bestLength = denseLength;
        }
        int sparse = length - bestLength;
        return sparse < LeastSparseLength || sparse < bestLength / 5 ? columns.Length : best;
    }
}
