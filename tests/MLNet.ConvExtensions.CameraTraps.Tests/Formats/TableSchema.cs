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
    /// <summary>What is wrong with the tables of a folder; empty where nothing is.</summary>
    public static IReadOnlyList<string> Violations(string folder, params string[] tables)
    {
        var wrong = new List<string>();
        var columns = new Dictionary<(string Table, string Column), HashSet<string>>();
        foreach (string table in tables)
        {
            using JsonDocument schema = JsonDocument.Parse(Written.Schema(table + ".json"));
            JsonElement[] fields = [.. schema.RootElement.GetProperty("fields").EnumerateArray()];
            using CsvReader reader = CsvReader.Create(
                new StreamReader(Path.Combine(folder, table + ".csv"), Encoding.UTF8),
                new CsvReaderOptions { Separator = ',' }
            );
            if (!reader.Headers.ToArray().SequenceEqual(fields.Select(f => f.GetProperty("name").GetString()!)))
                wrong.Add($"{table}: the columns are {string.Join(",", reader.Headers.ToArray())}");
            foreach (JsonElement field in fields)
                columns[(table, field.GetProperty("name").GetString()!)] = [];
            for (int row = 1; reader.Read(); row++)
            {
                for (int i = 0; i < fields.Length; i++)
                {
                    string name = fields[i].GetProperty("name").GetString()!,
                        value = reader.GetString(i);
                    if (Wrong(fields[i], value, columns[(table, name)]) is { } what)
                        wrong.Add($"{table}, row {row}, {name}: '{value}' {what}");
                }

                foreach (JsonElement key in schema.RootElement.GetProperty("foreignKeys").EnumerateArray())
                {
                    string value = reader.GetString(
                        Array.FindIndex(fields, f => f.GetProperty("name").GetString() == key.GetProperty("field").GetString())
                    );
                    if (
                        value.Length > 0
                        && !columns[(key.GetProperty("table").GetString()!, key.GetProperty("to").GetString()!)].Contains(value)
                    )
                        wrong.Add($"{table}, row {row}: {key.GetProperty("field")} '{value}' is no key of {key.GetProperty("table")}");
                }
            }
        }

        return wrong;
    }

    private static string? Wrong(JsonElement field, string value, HashSet<string> seen)
    {
        if (value.Length == 0)
            return field.TryGetProperty("required", out _) ? "is required" : null;
        bool isNew = seen.Add(value);
        if (field.TryGetProperty("unique", out _) && !isNew)
            return "comes twice";
        if (field.TryGetProperty("enum", out JsonElement list) && list.EnumerateArray().All(e => e.GetString() != value))
            return "is none of the list";
        if (field.TryGetProperty("pattern", out JsonElement pattern) && !Regex.IsMatch(value, pattern.GetString()!))
            return "is not of the pattern";
        switch (field.GetProperty("type").GetString())
        {
            case "boolean":
                return value is "true" or "false" ? null : "is no boolean";
            case "datetime":
                return DateTimeOffset.TryParseExact(
                    value,
                    ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'"],
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out _
                )
                    ? null
                    : "is no time with a zone";
            case "integer" or "number":
                if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
                    return "is no number";
                if (field.GetProperty("type").GetString() == "integer" && number != Math.Floor(number))
                    return "is no whole number";
                if (field.TryGetProperty("minimum", out JsonElement least) && number < least.GetDouble())
                    return "is too small";
                return field.TryGetProperty("maximum", out JsonElement most) && number > most.GetDouble() ? "is too large" : null;
            default:
                return null;
        }
    }
}
