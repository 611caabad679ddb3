using System.Globalization;
using System.Text;
using CsvHelper;

namespace MLNet.ConvExtensions.CameraTraps.Archives;

/// <summary>Deployments of a CSV file.</summary>
internal sealed class DeploymentTable(string path)
{
    private static readonly string[] Times =
    [
        "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mm",
        "yyyy-MM-dd HH:mm",
    ];

    /// <exception cref="FormatException">A value can't be read.</exception>
    public IReadOnlyList<CameraDeployment> Read()
    {
        if (!File.Exists(path))
        {
            string why = Directory.Exists(path) ? ": it is a folder" : "";
            throw new FileNotFoundException($"The list of deployments '{path}' is not there{why}.", path);
        }

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
            return Read(reader);
        }
        catch (CsvFormatException e)
        {
            throw Wrong(e.LineNumber, $"has a quote that is out of place ({e.Message})");
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"The list of deployments '{path}' is not in UTF-8 ({e.Message})", e);
        }
    }

    private List<CameraDeployment> Read(CsvReader reader)
    {
        string[] header = [.. reader.Headers];
        int id = Column(header, "Deployment", "deploymentID");
        if (id < 0)
        {
            throw new FormatException(
                $"The list of deployments '{path}' has no column 'Deployment' or 'deploymentID'; its first line names "
                    + $"{string.Join(", ", header.Select(h => $"'{h}'"))}."
            );
        }

        var deployments = new List<CameraDeployment>();
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        while (reader.Read())
        {
            if (reader.FieldCount != header.Length)
                throw Wrong(reader.LineNumber, $"has {reader.FieldCount} values; the header names {header.Length} columns");
            var row = new Row(
                this,
                header,
                [.. Enumerable.Range(0, header.Length).Select(i => reader.GetString(i).Trim())],
                reader.LineNumber
            );
            CameraDeployment deployment = Deployment(row, id);
            if (!lines.TryAdd(deployment.Id, row.Line))
                throw row.Wrong(id, FormattableString.Invariant($"names the deployment of line {lines[deployment.Id]} once more"));
            deployments.Add(deployment);
        }

        return deployments.Count > 0
            ? deployments
            : throw new FormatException($"The list of deployments '{path}' names none; it has a header alone.");
    }

    private static CameraDeployment Deployment(Row row, int id)
    {
        if (row.Value(id) is not { } name)
            throw row.Wrong(id, "is empty; every deployment needs a name");
        int start = row.Find("Start", "deploymentStart"),
            end = row.Find("End", "deploymentEnd");
        var deployment = new CameraDeployment
        {
            Id = name,
            Folder = row.Value(row.Find("Folder")),
            Site = row.Value(row.Find("Site", "locationID", "locationName")),
            Latitude = row.Degrees(row.Find("Latitude"), 90),
            Longitude = row.Degrees(row.Find("Longitude"), 180),
            Start = row.Time(start, isEnd: false),
            End = row.Time(end, isEnd: true),
            ClockOffset = Offset(row),
        };
        return deployment.End < deployment.Start
            ? throw row.Wrong(end, $"is '{row.Value(end)}', before the deployment begins at '{row.Value(start)}'")
            : deployment;
    }

    private static TimeSpan Offset(Row row)
    {
        int offset = row.Find("ClockOffset"),
            wrong = row.Find("WrongTime"),
            right = row.Find("RightTime");
        DateTime? said = row.Time(wrong, isEnd: false),
            was = row.Time(right, isEnd: false);
        if (row.Value(offset) is { } text)
        {
            if (said is not null || was is not null)
                throw row.Wrong(offset, $"is '{text}', and a wrong and right time are given, too; allowed: one of both");
            return ClockOffset.Parse(text)
                ?? throw row.Wrong(offset, $"is '{text}'; allowed: [+|-][DAYS.]HH:MM[:SS] such as -01:00:00 or +3.02:00:00");
        }

        if (said is null && was is null)
            return TimeSpan.Zero;
        if (said is null || was is null)
        {
            int given = said is null ? right : wrong;
            throw row.Wrong(given, $"is '{row.Value(given)}', without the {(said is null ? "wrong" : "right")} time; both are needed");
        }

        return was.Value - said.Value;
    }

    private static int Column(string[] header, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            int found = Array.FindIndex(header, h => string.Equals(h.Trim(), name, StringComparison.OrdinalIgnoreCase));
            if (found >= 0)
                return found;
        }

        return -1;
    }

    private FormatException Wrong(long line, string what) =>
        new(FormattableString.Invariant($"The list of deployments '{path}', line {line}, {what}."));

    private sealed class Row(DeploymentTable table, string[] header, string[] values, long line)
    {
        public long Line => line;

        public int Find(params ReadOnlySpan<string> names) => Column(header, names);

        public string? Value(int column) => column >= 0 && values[column].Length > 0 ? values[column] : null;

        public FormatException Wrong(int column, string what) => table.Wrong(line, $"column '{header[column]}', {what}");

        public double? Degrees(int column, double most)
        {
            if (Value(column) is not { } text)
                return null;
            bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double degrees);
            return isNumber && Math.Abs(degrees) <= most
                ? degrees
                : throw Wrong(column, FormattableString.Invariant($"is '{text}'; allowed: {-most} to {most} degrees, with a point"));
        }

        /// <summary>A local time; a zone behind it is left out, and the end of a day stands for the day as an end.</summary>
        public DateTime? Time(int column, bool isEnd)
        {
            if (Value(column) is not { } text)
                return null;
            if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day))
                return isEnd ? day.AddDays(1).AddTicks(-1) : day;
            string local = WithoutZone(text);
            return DateTime.TryParseExact(local, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
                ? time
                : throw Wrong(column, $"is '{text}'; allowed: a local time such as 2024-05-01 or 2024-05-01T12:30:00");
        }

        private static string WithoutZone(string text)
        {
            if (text.EndsWith('Z'))
                return text[..^1];
            int sign = text.LastIndexOfAny(['+', '-']);
            bool isZone = sign > 10 && text[(sign + 1)..].All(c => char.IsAsciiDigit(c) || c == ':');
            return isZone ? text[..sign] : text;
        }
    }
}
