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
    SortedDictionary<int, string> Failures
)
{
    private string File { get; init; } = "";

    public static string ValuesFile(string folder, FeatureSet set) => Path.Combine(folder, $"features-{Name(set.Name)}.f32");

    public static SavedFeatures? Find(string? folder, FeatureSet set, LabelledRows data)
    {
        if (folder is null || !System.IO.File.Exists(DescriptionFile(folder, set)))
            return null;
        SavedFeatures? saved = JsonSerializer.Deserialize<SavedFeatures>(System.IO.File.ReadAllText(DescriptionFile(folder, set)));
        return
            saved?.Data == data.Fingerprint
            && saved.Rows == data.UsedHash
            && saved.Identity == set.Identity
            && new FileInfo(ValuesFile(folder, set)).Exists
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
            failures
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

    private static string DescriptionFile(string folder, FeatureSet set) => Path.Combine(folder, $"features-{Name(set.Name)}.json");

    private static string Name(string set) =>
        string.Concat(set.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'))
        + "-"
        + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(set)))[..6];
}
