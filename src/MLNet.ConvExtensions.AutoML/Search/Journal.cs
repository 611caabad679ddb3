using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// All fits so far, as JSON lines. A comparison that is asked for again takes from it what is there and computes the rest.
/// </summary>
internal sealed class Journal
{
    private static readonly JsonSerializerOptions Format = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly Dictionary<string, FoldRecord> _records = [];
    private readonly string? _path;
    private readonly string _comparison;

    private Journal(string? path, string comparison) => (_path, _comparison) = (path, comparison);

    public int Recovered { get; private init; }

    /// <param name="folder">The work folder; null keeps nothing.</param>
    /// <param name="comparison">Tells data and options apart.</param>
    public static Journal Open(string? folder, string comparison)
    {
        if (folder is null)
            return new Journal(null, comparison);
        string path = Path.Combine(folder, "trials.jsonl");
        if (!File.Exists(path))
            return new Journal(path, comparison);
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || Parse<Header>(lines[0])?.Comparison != comparison)
        {
            throw new FeatureComparisonException(
                $"'{path}' is the journal of a comparison of other images, labels, seed or folds; choose another work folder, or delete "
                    + "this one to begin anew."
            );
        }

        // A line that is damaged or cut off is computed again.
        FoldRecord[] records = [.. lines.Skip(1).Select(Parse<FoldRecord>).OfType<FoldRecord>().Where(r => r.IsWhole)];
        var journal = new Journal(path, comparison) { Recovered = records.Length };
        foreach (FoldRecord record in records)
            journal._records[record.Key] = record;
        return journal;
    }

    public FoldRecord? Find(string key) => _records.GetValueOrDefault(key);

    public void Add(FoldRecord record) => _records[record.Key] = record;

    /// <summary>Writes all to a new file, which then takes the old one's place: a kill leaves the one or the other whole.</summary>
    public void Save()
    {
        if (_path is null)
            return;
        string temporary = $"{_path}.{Path.GetRandomFileName()}";
        try
        {
            File.WriteAllLines(
                temporary,
                _records.Values.Select(r => JsonSerializer.Serialize(r, Format)).Prepend(JsonSerializer.Serialize(new Header(_comparison)))
            );
            File.Move(temporary, _path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static T? Parse<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Header(string Comparison);
}
