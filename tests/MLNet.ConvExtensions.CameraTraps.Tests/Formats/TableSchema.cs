using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsvHelper;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Formats;

/// <summary>
/// Checks tables by Table Schemas, as frictionless does: columns, types, what is required, unique, in range, of a list or of a pattern, and
/// keys of other tables.
/// </summary>
internal static class TableSchema
{
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>What is wrong with the tables of a folder; empty where nothing is.</summary>
    public static IReadOnlyList<string> Violations(string folder, params string[] tables)
    {
        var wrong = new List<string>();
        var seen = new Dictionary<(string Table, string Column), HashSet<string>>();
        foreach (string table in tables)
        {
            Schema schema = JsonSerializer.Deserialize<Schema>(Written.Schema(table + ".json"), JsonSerializerOptions.Web)!;
            using CsvReader reader = CsvReader.Create(
                new StreamReader(Path.Combine(folder, table + ".csv"), Encoding.UTF8),
                new CsvReaderOptions { Separator = ',' }
            );
            if (!reader.Headers.ToArray().SequenceEqual(schema.Fields.Select(f => f.Name)))
                wrong.Add($"{table}: the columns are {string.Join(",", reader.Headers.ToArray())}");
            HashSet<string>[] values = [.. schema.Fields.Select(f => seen[(table, f.Name)] = [])];
            for (int row = 1; reader.Read(); row++)
            {
                for (int i = 0; i < schema.Fields.Length; i++)
                {
                    string value = reader.GetString(i);
                    if (schema.Fields[i].Wrong(value, values[i]) is { } what)
                        wrong.Add($"{table}, row {row}, {schema.Fields[i].Name}: '{value}' {what}");
                }

                foreach (Key key in schema.ForeignKeys)
                {
                    string value = reader.GetString(Array.FindIndex(schema.Fields, f => f.Name == key.Field));
                    if (value.Length > 0 && !seen[(key.Table, key.To)].Contains(value))
                        wrong.Add($"{table}, row {row}: {key.Field} '{value}' is no key of {key.Table}");
                }
            }
        }

        return wrong;
    }

    private sealed record Schema(Field[] Fields, Key[] ForeignKeys);

    private sealed record Key(string Field, string Table, string To);

    private sealed record Field(
        string Name,
        string Type,
        bool Required,
        bool Unique,
        string[]? Enum,
        string? Pattern,
        double? Minimum,
        double? Maximum
    )
    {
        public string? Wrong(string value, HashSet<string> seen)
        {
            if (value.Length == 0)
                return Required ? "is required" : null;
            if (!seen.Add(value) && Unique)
                return "comes twice";
            if (Enum?.Contains(value) == false)
                return "is none of the list";
            if (Pattern is not null && !Regex.IsMatch(value, Pattern))
                return "is not of the pattern";
            return Type switch
            {
                "boolean" => value is "true" or "false" ? null : "is no boolean",
                "datetime" => DateTimeOffset.TryParseExact(value, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                    ? null
                    : "is no time with a zone",
                "integer" or "number" => WrongNumber(value),
                _ => null,
            };
        }

        private string? WrongNumber(string value)
        {
            if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
                return "is no number";
            if (Type == "integer" && number != Math.Floor(number))
                return "is no whole number";
            return number < Minimum ? "is too small"
                : number > Maximum ? "is too large"
                : null;
        }
    }
}
