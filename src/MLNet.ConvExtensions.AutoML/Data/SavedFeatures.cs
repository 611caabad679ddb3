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
    string Values
)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private string File { get; init; } = "";

    public static string ValuesFile(string folder, FeatureSet set) => Path.Combine(folder, $"features-{Name(set.Name)}.f32");

    public static SavedFeatures? Find(string? folder, FeatureSet set, LabelledRows data)
    {
        if (folder is null || !System.IO.File.Exists(DescriptionFile(folder, set)))
            return null;
        SavedFeatures? saved = Parse(System.IO.File.ReadAllText(DescriptionFile(folder, set)));
        return
            saved?.Data == data.Fingerprint
            && saved.Rows == data.UsedHash
            && saved.Identity == set.Identity
            && saved.Dimension > 0
            && saved.Failures.Keys.All(row => row >= 0 && row < data.Count)
            && new FileInfo(ValuesFile(folder, set)).Exists
            && saved.Values == HashOf(ValuesFile(folder, set), saved.Dimension)
            ? saved with
            {
                File = ValuesFile(folder, set),
            }
            : null;
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
            HashOf(ValuesFile(folder, features.Set), features.Table.Dimension)
        );
        string path = DescriptionFile(folder, features.Set),
            temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            System.IO.File.WriteAllText(temporary, JsonSerializer.Serialize(saved, Format));
            System.IO.File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            System.IO.File.Delete(temporary);
        }
    }

    public (ComputedFeatures Features, SortedDictionary<int, string> Failures) Open(FeatureSet set, int rows) =>
        (new ComputedFeatures(set, FeatureTable.InFile(File, rows, Dimension), null, SecondsPerImage, SecondsToFit), Failures);

    /// <summary>What the file says; null where it is damaged, and the features are computed again.</summary>
    private static SavedFeatures? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<SavedFeatures>(json, Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>How many values a row has, and SHA-256 of the file of values, which the table may have open.</summary>
    private static string HashOf(string path, int dimension)
    {
        using var values = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return FormattableString.Invariant($"{dimension} {Convert.ToHexStringLower(SHA256.HashData(values))}");
    }

    private static string DescriptionFile(string folder, FeatureSet set) => Path.Combine(folder, $"features-{Name(set.Name)}.json");

    private static string Name(string set) =>
        string.Concat(set.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'))
        + "-"
        + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(set)))[..6];
}
