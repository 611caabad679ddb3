using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>Writes rows of cells as a Parquet table: columns of text, and of 32-bit floats. An empty cell is a null; the first column has none.</summary>
internal sealed class ParquetRows : IDisposable
{
    /// <summary>Cells of a row group.</summary>
    private const int GroupCells = 1 << 20;

    private readonly IReadOnlyList<(string Name, bool IsText)> _columns;
    private readonly FileStream _stream;
    private readonly ParquetWriter _writer;
    private readonly DataField[] _fields;
    private readonly List<string[]> _rows = [];

    /// <param name="file">The file to write.</param>
    /// <param name="columns">The columns, each with whether it is text.</param>
    public ParquetRows(string file, IReadOnlyList<(string Name, bool IsText)> columns)
    {
        _columns = columns;
        _fields =
        [
            .. columns.Select(
                (column, i) =>
                    column.IsText ? (DataField)new DataField<string>(column.Name, nullable: i > 0) : new DataField<float?>(column.Name)
            ),
        ];
        _stream = File.Create(file);
        _writer = Wait(ParquetWriter.CreateAsync(new ParquetSchema(_fields), _stream));
    }

    public void Write(string[] cells)
    {
        _rows.Add(cells);
        if ((long)_rows.Count * _fields.Length >= GroupCells)
            WriteGroup();
    }

    /// <summary>Writes what is left, and what stands at the table's end.</summary>
    public void Complete()
    {
        if (_rows.Count > 0)
            WriteGroup();
        Wait(_writer.DisposeAsync());
        _stream.Flush(flushToDisk: true);
    }

    public void Dispose() => _stream.Dispose();

    private void WriteGroup()
    {
        using ParquetRowGroupWriter group = _writer.CreateRowGroup();
        for (int i = 0; i < _fields.Length; i++)
        {
            int column = i;
            if (_columns[i].IsText)
                Wait(
                    group.WriteAsync(
                        _fields[i],
                        Array.ConvertAll(_rows.ToArray(), row => row[column] is { Length: > 0 } text ? text : null)
                    )
                );
            else
                Wait(group.WriteAsync<float>(_fields[i], Array.ConvertAll(_rows.ToArray(), row => Number(row[column]))));
        }

        group.CompleteValidate();
        _rows.Clear();
    }

    private static float? Number(string cell) =>
        cell.Length == 0 ? null : float.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
