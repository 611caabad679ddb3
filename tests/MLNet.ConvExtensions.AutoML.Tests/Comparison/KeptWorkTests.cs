using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.AutoML.Tests.Support;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

/// <summary>A work folder gives back what is right for the comparison at hand: by contents, never by a name alone.</summary>
public sealed class KeptWorkTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly Folder _used = new(),
        _fresh = new();

    public void Dispose()
    {
        _used.Dispose();
        _fresh.Dispose();
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("net 1", "net 2")]
    [InlineData(null, "net 2")]
    public void Another_stage_under_the_same_name_is_computed_anew(string? before, string? after)
    {
        FeatureSet other = Samples.Copy(_context, "x", nameof(Sample.Good)) with { Identity = after };
        Compare(_used, [Samples.Copy(_context, "x", nameof(Sample.Poor)) with { Identity = before }]).Dispose();

        AssertAsFresh([other]);
    }

    [Theory]
    [InlineData("none0.png", "none40.png", "none80.png")]
    [InlineData("none119.png")]
    [InlineData("none1.png", "none2.png", "none3.png", "none4.png", "none5.png")]
    public void Scores_of_other_rows_are_not_paired_with_these(params string[] odd)
    {
        FeatureSet good = Samples.Copy(_context, "good", nameof(Sample.Good));
        Compare(_used, [good]).Dispose();

        using FeatureComparison continued = AssertAsFresh([good, FailingOn(odd)]);
        Assert.Equal(odd.Length, continued.Failures.Count);
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(4, 3)]
    [InlineData(6, 2)]
    public void A_class_that_counts_only_with_fewer_folds_gets_its_features(int before, int after)
    {
        List<Sample> rows = Files(Samples.Rows());
        foreach (Sample sample in rows.Take(4))
            sample.Label = "rare";
        using var stop = new CancellationTokenSource();
        FeatureComparisonOptions options = Options(_used) with { LeaveOutSmallClasses = true };
        Assert.Throws<FeatureComparisonException>(() =>
            _context.CompareFeatures(
                _context.Data.LoadFromEnumerable(rows),
                Samples.Sets(_context),
                options with
                {
                    NumberOfFolds = before,
                    Progress = new StopAt("computing the features 'poor'", stop),
                },
                stop.Token
            )
        );
        Assert.NotEmpty(Directory.GetFiles(_used.Path, "features-good-*.json"));

        using FeatureComparison resumed = Run(_used),
            fresh = Run(_fresh);
        Assert.Contains("rare", resumed.Classes);
        Assert.Equal(fresh.Sets.SelectMany(s => s.Folds), resumed.Sets.SelectMany(s => s.Folds));

        FeatureComparison Run(Folder folder) =>
            _context.CompareFeatures(
                _context.Data.LoadFromEnumerable(rows),
                Samples.Sets(_context),
                options with
                {
                    NumberOfFolds = after,
                    WorkFolder = folder.Path,
                }
            );
    }

    [Theory]
    [InlineData(".json", 0.5)]
    [InlineData(".json", 0)]
    [InlineData(".f32", 0)]
    [InlineData(".f32", 0.7)]
    [InlineData(".f32", 1)]
    public void A_damaged_file_of_features_is_computed_again(string extension, double kept)
    {
        FeatureSet[] sets = [Samples.Copy(_context, "good", nameof(Sample.Good)) with { Identity = "the same" }];
        List<Sample> rows = Files(Samples.Rows());
        Compare(_used, sets, rows).Dispose();
        string file = Assert.Single(Directory.GetFiles(_used.Path, $"features-good-*{extension}"));
        byte[] bytes = File.ReadAllBytes(file);
        if (kept == 1)
            bytes[bytes.Length / 2] ^= 0x40;
        File.WriteAllBytes(file, bytes[..(int)(kept * bytes.Length)]);

        AssertAsFresh(sets, rows).Dispose();
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(201, "the same")]
    [InlineData(398, null)]
    public void A_row_that_has_changed_is_computed_anew(int changed, string? identity)
    {
        List<Sample> rows = Samples.Rows(400);
        FeatureSet[] sets = [Samples.Copy(_context, "good", nameof(Sample.Good)) with { Identity = identity }];
        Compare(_used, sets, rows).Dispose();
        rows[changed].Good = [-9, -9, -9, -9];

        AssertAsFresh(sets, rows).Dispose();
    }

    [Fact]
    public void Features_of_images_that_have_not_changed_are_kept()
    {
        List<Sample> rows = Files(Samples.Rows());
        int computed = 0;
        FeatureSet[] sets =
        [
            new(
                "counted",
                _context.Transforms.CustomMapping<OddRow, OddFeatures>(
                    (from, to) =>
                    {
                        Interlocked.Increment(ref computed);
                        to.Features = from.Poor;
                    },
                    contractName: null
                )
            )
            {
                Identity = "the same",
            },
        ];
        Compare(_used, sets, rows).Dispose();
        int first = computed;
        Compare(_used, sets, rows).Dispose();

        Assert.InRange(first, rows.Count, int.MaxValue);
        Assert.Equal(first, computed);
    }

    /// <summary>Rows with files of their own, which tell whether an image is still the same.</summary>
    private List<Sample> Files(List<Sample> rows)
    {
        Directory.CreateDirectory(Path.Combine(_fresh.Path, "images"));
        foreach (Sample row in rows)
        {
            row.ImagePath = Path.Combine(_fresh.Path, "images", row.ImagePath);
            File.WriteAllText(row.ImagePath, row.ImagePath);
        }

        return rows;
    }

    private static FeatureComparisonOptions Options(Folder folder) => Samples.Options with { WorkFolder = folder.Path };

    private FeatureComparison Compare(Folder folder, FeatureSet[] sets, List<Sample>? rows = null) =>
        _context.CompareFeatures(_context.Data.LoadFromEnumerable(rows ?? Samples.Rows()), sets, Options(folder));

    private FeatureComparison AssertAsFresh(FeatureSet[] sets, List<Sample>? rows = null)
    {
        FeatureComparison again = Compare(_used, sets, rows);
        using FeatureComparison fresh = Compare(_fresh, sets, rows);
        Assert.Equal(fresh.Trials.Select(t => t.Scores), again.Trials.Select(t => t.Scores));
        Assert.Equal(fresh.Sets.SelectMany(s => s.Folds), again.Sets.SelectMany(s => s.Folds));
        Assert.Equal(fresh.Sets[0].Test[ComparisonMetric.Accuracy], again.Sets[0].Test[ComparisonMetric.Accuracy]);
        Assert.Equal(fresh.Pairs, again.Pairs);
        return again;
    }

    private FeatureSet FailingOn(string[] images) =>
        new(
            "odd",
            _context.Transforms.CustomMapping<OddRow, OddFeatures>(
                (from, to) => to.Features = images.Contains(from.ImagePath) ? throw new FormatException("it is odd") : from.Poor,
                contractName: null
            )
        );

    private sealed class OddRow
    {
        public string ImagePath { get; set; } = "";

        [VectorType(4)]
        public float[] Poor { get; set; } = [];
    }

    private sealed class OddFeatures
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }

    private sealed class StopAt(string message, CancellationTokenSource stop) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value)
        {
            if (value.Message == message)
                stop.Cancel();
        }
    }
}
