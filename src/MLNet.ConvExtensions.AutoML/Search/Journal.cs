using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// All fits so far, as JSON lines. A comparison that is asked for again takes from it what is there and computes the rest. Each worker of a
/// comparison that is shared out writes a file of its own, and reads those of all.
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
    private readonly Dictionary<string, FoldRecord> _others = [];
    private readonly Dictionary<string, (long Length, DateTime Written)> _seen = [];
    private readonly string? _path;
    private readonly string _comparison;

    private Journal(string? path, string comparison) => (_path, _comparison) = (path, comparison);

    public int Recovered { get; private set; }

    /// <param name="folder">The work folder; null keeps nothing.</param>
    /// <param name="comparison">Tells data and options apart.</param>
    /// <param name="worker">The number of this one of several workers; null for one that is alone.</param>
    public static Journal Open(string? folder, string comparison, int? worker = null)
    {
        if (folder is null)
            return new Journal(null, comparison);
        string name = worker is { } number ? FormattableString.Invariant($"trials-{number}.jsonl") : "trials.jsonl";
        var journal = new Journal(Path.Combine(folder, name), comparison);
        if (File.Exists(journal._path))
            Fill(journal._records, journal.Read(journal._path));
        journal.Refresh();
        journal.Recovered = journal._records.Keys.Union(journal._others.Keys).Count();
        return journal;
    }

    public FoldRecord? Find(string key) => _records.GetValueOrDefault(key) ?? _others.GetValueOrDefault(key);

    /// <summary>Reads what other workers have written since.</summary>
    public void Refresh()
    {
        if (_path is null)
            return;
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(_path)!, "trials*.jsonl").Order(StringComparer.Ordinal))
        {
            var info = new FileInfo(file);
            if (
                info.Name == Path.GetFileName(_path)
                || !info.Exists
                || _seen.GetValueOrDefault(file) == (info.Length, info.LastWriteTimeUtc)
            )
                continue;
            try
            {
                Fill(_others, Read(file));
                _seen[file] = (info.Length, info.LastWriteTimeUtc);
            }
            catch (IOException)
            {
                // Its writer has just put another in its place: the next look finds that.
            }
        }
    }

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

    private static void Fill(Dictionary<string, FoldRecord> records, IEnumerable<FoldRecord> read)
    {
        foreach (FoldRecord record in read)
            records[record.Key] = record;
    }

    /// <summary>What a file holds; a line that is damaged or cut off is computed again.</summary>
    private IEnumerable<FoldRecord> Read(string path)
    {
        // Its writer may put a new one into its place meanwhile.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || Parse<Header>(lines[0])?.Comparison != _comparison)
        {
            throw new FeatureComparisonException(
                $"'{path}' is the journal of a comparison of other images, labels, seed or folds; choose another work folder, or delete "
                    + "this one to begin anew."
            );
        }

        return lines.Skip(1).Select(Parse<FoldRecord>).OfType<FoldRecord>().Where(r => r.IsWhole);
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
