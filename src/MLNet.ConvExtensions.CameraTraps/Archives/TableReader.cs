using System.Globalization;
using System.Text;
using CsvHelper;
using MLNet.ConvExtensions.CameraTraps.Records;

namespace MLNet.ConvExtensions.CameraTraps.Archives;

/// <summary>Reads an archive's table row by row.</summary>
internal sealed class TableReader(string path)
{
    /// <summary>Whether the table has a column of classes.</summary>
    public bool HasLabels()
    {
        using CsvReader reader = Open();
        return Guard(() => reader.Headers.Contains(CameraTrapTable.LabelColumn, StringComparer.OrdinalIgnoreCase));
    }

    public IEnumerable<(CameraTrapMedia Media, string? Label)> Read()
    {
        using CsvReader reader = Open();
        string[] header = Guard(() => reader.Headers.ToArray());
        if (Find(header, "File") < 0)
        {
            throw new FormatException(
                $"The archive's table '{path}' has no column 'File'; its first line names "
                    + $"{string.Join(", ", header.Select(h => $"'{h}'"))}."
            );
        }

        while (Guard(reader.Read))
        {
            if (reader.FieldCount != header.Length)
                throw Wrong(reader.LineNumber, $"has {reader.FieldCount} values; the header names {header.Length} columns");
            yield return Row(reader, header);
        }
    }

    private CsvReader Open()
    {
        if (!File.Exists(path))
        {
            string why = Directory.Exists(path) ? ": it is a folder" : "";
            throw new FileNotFoundException($"The archive's table '{path}' is not there{why}.", path);
        }

        // What isn't UTF-8 must not become the names of other files.
        return CsvReader.Create(
            new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)),
            new CsvReaderOptions
            {
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Allow,
                TrackLineNumbers = true,
            }
        );
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException e)
        {
            throw Wrong(e.LineNumber, $"has a quote that is out of place ({e.Message})");
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"The archive's table '{path}' is not in UTF-8 ({e.Message})", e);
        }
    }

    private (CameraTrapMedia Media, string? Label) Row(CsvReader reader, string[] header)
    {
        string? Value(string column) => Find(header, column) is >= 0 and var i && reader.GetString(i) is { Length: > 0 } text ? text : null;

        T? Number<T>(string column)
            where T : struct, IParsable<T>
        {
            if (Value(column) is not { } text)
                return null;
            return T.TryParse(text, CultureInfo.InvariantCulture, out T value)
                ? value
                : throw Wrong(reader.LineNumber, $"column '{column}', is '{text}'; allowed: a number, or nothing");
        }

        DateTime? Time(string column)
        {
            if (Value(column) is not { } text)
                return null;
            return LocalTime.TryParse(text, out DateTime time)
                ? time
                : throw Wrong(
                    reader.LineNumber,
                    $"column '{column}', is '{text}'; allowed: a time such as 2024-05-01T12:30:00, or nothing"
                );
        }

        bool? Flag(string column)
        {
            if (Value(column) is not { } text)
                return null;
            return bool.TryParse(text, out bool value)
                ? value
                : throw Wrong(reader.LineNumber, $"column '{column}', is '{text}'; allowed: true, false, or nothing");
        }

        var media = new CameraTrapMedia
        {
            File = Value("File") ?? throw Wrong(reader.LineNumber, "column 'File', names no file"),
            Deployment = Value("Deployment"),
            Site = Value("Site"),
            Timestamp = Time("Timestamp"),
            Event = Value("Event"),
            CameraMake = Value("CameraMake"),
            CameraModel = Value("CameraModel"),
            CameraSerial = Value("CameraSerial"),
            FlashFired = Flag("FlashFired"),
            TemperatureCelsius = Number<double>("TemperatureCelsius"),
            Width = Number<int>("Width"),
            Height = Number<int>("Height"),
            DuplicateOf = Value("DuplicateOf"),
            Failure = Value("Failure"),
            Frame = Number<int>("Frame"),
        };
        return (media, Value(CameraTrapTable.LabelColumn));
    }

    private static int Find(string[] header, string column) =>
        Array.FindIndex(header, h => string.Equals(h, column, StringComparison.OrdinalIgnoreCase));

    private FormatException Wrong(long line, string what) =>
        new(FormattableString.Invariant($"The archive's table '{path}', line {line}, {what}."));
}
