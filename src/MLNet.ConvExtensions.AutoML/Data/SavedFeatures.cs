using System.Security.Cryptography;
using System.Text.Json;

namespace MLNet.ConvExtensions.AutoML.Data;

/// <summary>What the work folder says of a set's features: beside the file of values, written when that one is whole.</summary>
internal sealed record SavedFeatures(
    string Data,
    string Rows,
    string? Identity,
    int Dimension,
    double SecondsPerImage,
    double SecondsToFit,
    SortedDictionary<int, string> Failures,
    string ValuesHash
)
{
    private string File { get; init; } = "";

    public static string ValuesFile(string folder, FeatureSet set) => Path.Combine(folder, $"features-{Name(set.Name)}.f32");

    public static SavedFeatures? Find(string? folder, FeatureSet set, LabelledRows data)
    {
        // Of rows that aren't images nothing says whether they are still the same.
        if (folder is null || !data.HasContents || !System.IO.File.Exists(DescriptionFile(folder, set)))
            return null;
        SavedFeatures? saved = Parse(System.IO.File.ReadAllText(DescriptionFile(folder, set)));
        if (
            saved?.Data != data.Fingerprint
            || saved.Rows != data.UsedHash
            || saved.Identity != set.Identity
            || saved.Failures is null
            || saved.Dimension < 1
            || !System.IO.File.Exists(ValuesFile(folder, set))
        )
            return null;
        saved = saved with { File = ValuesFile(folder, set) };
        return saved.IsWhole(data) ? saved : null;
    }

    public static void Write(string? folder, ComputedFeatures features, SortedDictionary<int, string> failures, LabelledRows data)
    {
        if (folder is null)
            return;
        var saved = new SavedFeatures(
            data.Fingerprint,
            data.UsedHash,
            features.Set.Identity,
            features.Table.Dimension,
            features.SecondsPerImage,
            features.SecondsToFit,
            failures,
            Hash(features.Table, failures, data)
        );
        string path = DescriptionFile(folder, features.Set),
            temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            System.IO.File.WriteAllText(temporary, JsonSerializer.Serialize(saved));
            System.IO.File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            System.IO.File.Delete(temporary);
        }
    }

    public (ComputedFeatures Features, SortedDictionary<int, string> Failures) Open(FeatureSet set, int rows) =>
        (new ComputedFeatures(set, FeatureTable.InFile(File, rows, Dimension), null, SecondsPerImage, SecondsToFit), Failures);

    /// <summary>Null of what is damaged: then the features are computed again.</summary>
    private static SavedFeatures? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<SavedFeatures>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the values are those that were written: a file that was cut off, or written over in part, isn't believed.</summary>
    private bool IsWhole(LabelledRows data)
    {
        try
        {
            using var table = FeatureTable.InFile(File, data.Count, Dimension);
            return Hash(table, Failures, data) == ValuesHash;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Hash(FeatureTable table, SortedDictionary<int, string> failures, LabelledRows data) =>
        table.Hash(data.UsedRows.Where(row => !failures.ContainsKey(row)));

    private static string DescriptionFile(string folder, FeatureSet set) => Path.Combine(folder, $"features-{Name(set.Name)}.json");

    private static string Name(string set) =>
        string.Concat(set.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'))
        + "-"
        + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(set)))[..6];
}
