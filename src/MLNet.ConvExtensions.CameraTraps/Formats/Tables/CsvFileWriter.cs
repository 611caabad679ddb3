using System.Globalization;
using CsvHelper;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Tables;

/// <summary>Writes rows of text to a CSV file by RFC 4180, in UTF-8.</summary>
internal sealed class CsvFileWriter : IDisposable
{
    private readonly CsvWriter _writer;

    public CsvFileWriter(Stream stream, string[] columns)
    {
        _writer = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        _writer.WriteRecord(columns);
    }

    public void Write(string[] row) => _writer.WriteRecord(row);

    /// <summary>Writes what is left; the stream stays open.</summary>
    public void Dispose() => _writer.Dispose();

    public static string Text(float? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    public static string Text(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    public static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    public static string Text(bool flag) => flag ? "true" : "false";
}
