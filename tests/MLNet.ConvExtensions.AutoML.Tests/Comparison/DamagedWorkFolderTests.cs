using Microsoft.ML;
using MLNet.ConvExtensions.AutoML.Search;
using MLNet.ConvExtensions.AutoML.Tests.Support;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

/// <summary>Files of a work folder that a bad disk or somebody else has changed: computed again, never believed.</summary>
public sealed class DamagedWorkFolderTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("*.json", "")]
    [InlineData("*.json", "{")]
    [InlineData("*.json", "null")]
    [InlineData("*.json", "[]")]
    [InlineData("*.json", "{\"Data\":null}")]
    public void A_description_of_features_that_is_none_is_as_if_it_were_not_there(string pattern, string text) =>
        AssertSame(pattern, _ => System.Text.Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("\"Dimension\":4", "\"Dimension\":-4")]
    [InlineData("\"Dimension\":4", "\"Dimension\":2")]
    [InlineData("\"Failures\":{}", "\"Failures\":null")]
    [InlineData("\"Failures\":{}", "\"Failures\":{\"-1\":\"gone\"}")]
    [InlineData("\"Failures\":{}", "\"Failures\":{\"100000\":\"gone\"}")]
    public void Nor_is_one_with_other_values_believed(string from, string to) =>
        AssertSame(
            "*.json",
            bytes =>
            {
                string text = System.Text.Encoding.UTF8.GetString(bytes);
                Assert.Contains(from, text, StringComparison.Ordinal);
                return System.Text.Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
            }
        );

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(1.5)]
    public void Features_that_were_changed_or_cut_off_are_computed_again(double kept) =>
        AssertSame(
            "*.f32",
            bytes =>
            {
                byte[] changed = [.. bytes, .. bytes];
                changed[bytes.Length / 3] ^= 0x40;
                return changed[..(int)(kept * bytes.Length)];
            }
        );

    [Theory]
    [InlineData("{\"Key\":\"KEY\",\"Scores\":null,\"Seconds\":1,\"Error\":null}")]
    [InlineData("{\"Key\":\"KEY\",\"Scores\":{\"Accuracy\":1},\"Seconds\":1,\"Error\":null}")]
    [InlineData("{\"Key\":\"KEY\",\"Scores\":{},\"Seconds\":1,\"Error\":null}")]
    [InlineData("{\"Key\":\"KEY\",\"Scores\":null,\"Seconds\":\"NaN\",\"Error\":\"why\"}")]
    [InlineData("{\"Key\":\"KEY\",\"Scores\":null,\"Seconds\":-1,\"Error\":\"why\"}")]
    [InlineData("{\"Key\":null,\"Scores\":null,\"Seconds\":1,\"Error\":\"why\"}")]
    [InlineData("null")]
    [InlineData("{}")]
    public void A_line_of_the_journal_that_nobody_wrote_is_no_fit(string line)
    {
        string path = Path.Combine(_folder.Path, "trials.jsonl");
        Journal.Open(_folder.Path, "this").Save();
        File.AppendAllText(path, line.Replace("KEY", "key", StringComparison.Ordinal) + "\n");

        var journal = Journal.Open(_folder.Path, "this");

        Assert.Equal(0, journal.Recovered);
        Assert.Null(journal.Find("key"));
    }

    /// <summary>After the damage the comparison gives what it gave before.</summary>
    private void AssertSame(string pattern, Func<byte[], byte[]> damage)
    {
        using FeatureComparison before = Compare();
        string file = Assert.Single(Directory.GetFiles(_folder.Path, pattern));
        File.WriteAllBytes(file, damage(File.ReadAllBytes(file)));
        // Nothing is to be taken from the journal.
        File.Delete(Path.Combine(_folder.Path, "trials.jsonl"));

        using FeatureComparison after = Compare();

        Assert.Equal(before.Trials.Select(t => t.Scores), after.Trials.Select(t => t.Scores));
        Assert.Equal(before.Sets[0].Folds, after.Sets[0].Folds);
        Assert.Empty(after.Failures);
    }

    private FeatureComparison Compare() =>
        _context.CompareFeatures(
            _context.Data.LoadFromEnumerable(Samples.Rows()),
            [Samples.Copy(_context, "good", nameof(Sample.Good)) with { Identity = "good" }],
            Samples.Options with
            {
                WorkFolder = _folder.Path,
                MaxTrials = 2,
            }
        );
}
