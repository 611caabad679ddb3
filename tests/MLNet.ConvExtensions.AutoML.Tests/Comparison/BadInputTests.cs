using Microsoft.ML;
using MLNet.ConvExtensions.AutoML.Tests.Support;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

public class BadInputTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void One_class_is_refused_by_name()
    {
        var error = Assert.Throws<FeatureComparisonException>(() => Compare(Samples.Rows(classes: 1)));

        Assert.Contains("one class only, 'a'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_with_fewer_images_than_folds_is_refused_or_left_out()
    {
        List<Sample> rows = Samples.Rows();
        rows[0].Label = rows[1].Label = "rare";

        var error = Assert.Throws<FeatureComparisonException>(() => Compare(rows));
        using FeatureComparison comparison = Compare(rows, Samples.Options with { LeaveOutSmallClasses = true });

        Assert.Contains("'rare' (2)", error.Message, StringComparison.Ordinal);
        Assert.Contains("LeaveOutSmallClasses", error.Message, StringComparison.Ordinal);
        Assert.Equal(["a", "b", "c"], comparison.Classes);
        Assert.Contains(comparison.Notes, n => n.Contains("'rare' (2)", StringComparison.Ordinal));
    }

    [Fact]
    public void Images_that_a_stage_fails_on_are_left_out_for_all_sets()
    {
        FeatureSet[] sets = [.. Samples.Sets(_context), Failing(every: 40)];

        using FeatureComparison comparison = Compare(Samples.Rows(), sets: sets);

        Assert.Equal(["none0.png", "none40.png", "none80.png"], comparison.Failures.Select(f => f.Image));
        Assert.All(comparison.Failures, f => Assert.Equal("it is odd", f.Reason));
        Assert.Equal(117, comparison.DevelopmentImages + comparison.TestImages);
        Assert.Equal(3, comparison.Sets.Count);
        Assert.All(comparison.Sets, s => Assert.DoesNotContain(s.Predictions, p => p.Image == "none40.png"));
    }

    [Fact]
    public void A_stage_that_fails_on_too_many_images_is_left_out_and_the_others_go_on()
    {
        using FeatureComparison comparison = Compare(Samples.Rows(), sets: [.. Samples.Sets(_context), Failing(every: 2)]);

        Assert.Equal(2, comparison.Sets.Count);
        Assert.Equal(120, comparison.DevelopmentImages + comparison.TestImages);
        Assert.Contains(
            comparison.Notes,
            n => n.Contains("'failing' was left out", StringComparison.Ordinal) && n.Contains("it is odd", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_stage_without_its_column_is_left_out_and_says_so()
    {
        using FeatureComparison comparison = Compare(
            Samples.Rows(),
            sets:
            [
                .. Samples.Sets(_context),
                new FeatureSet("lost", _context.Transforms.CopyColumns("Features", nameof(Sample.Good)), "Elsewhere"),
            ]
        );

        Assert.Equal(2, comparison.Sets.Count);
        Assert.Contains(comparison.Notes, n => n.Contains("'lost' was left out: It adds no column 'Elsewhere'", StringComparison.Ordinal));
    }

    [Fact]
    public void Copies_of_an_image_are_found_reported_and_kept_on_one_side()
    {
        using var folder = new Folder();
        List<Sample> rows = Samples.Rows();
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i].ImagePath = Path.Combine(folder.Path, $"{i}.png");
            File.WriteAllText(rows[i].ImagePath, $"content {(i < 60 ? i % 20 * 3 : i)}");
        }

        using FeatureComparison comparison = Compare(rows);

        Assert.Equal(20, comparison.Duplicates.Count);
        Assert.Contains(comparison.Notes, n => n.Contains("60 images are copies of each other", StringComparison.Ordinal));
        HashSet<string> tested = [.. comparison.Sets[0].Predictions.Select(p => p.Image)];
        Assert.All(comparison.Duplicates, d => Assert.True(d.Images.All(tested.Contains) || !d.Images.Any(tested.Contains)));
        Assert.Contains(comparison.Notes, n => n.Contains("copies with another label", StringComparison.Ordinal));
    }

    [Fact]
    public void Groups_are_never_divided()
    {
        List<Sample> rows = Samples.Rows(180);
        for (int i = 0; i < rows.Count; i++)
            rows[i].Group = $"burst {i / 6}";

        using FeatureComparison comparison = Compare(rows, Samples.Options with { GroupColumnName = nameof(Sample.Group) });

        Dictionary<string, string> groups = rows.ToDictionary(r => r.ImagePath, r => r.Group);
        Assert.All(comparison.Sets[0].Predictions.GroupBy(p => groups[p.Image]), g => Assert.Equal(6, g.Count()));
    }

    [Fact]
    public void A_budget_too_short_for_a_trial_says_so_and_where_the_features_are()
    {
        using var folder = new Folder();
        var slow = new ComparedTrainer("slow", [], (context, _) => throw new OperationCanceledException());

        var error = Assert.Throws<FeatureComparisonException>(() =>
            Compare(
                Samples.Rows(),
                Samples.Options with
                {
                    Trainers = [slow],
                    TimeBudget = TimeSpan.FromSeconds(1),
                    MaxTrials = null,
                    WorkFolder = folder.Path,
                }
            )
        );

        Assert.Contains("before the first trial was finished", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(folder.Path, "features-good-*.json"));
    }

    [Fact]
    public void A_trainer_that_fails_is_a_failed_trial_and_the_search_goes_on()
    {
        var failing = new ComparedTrainer("failing", [], (_, _) => throw new FormatException("not today"));

        using FeatureComparison comparison = Compare(
            Samples.Rows(),
            Samples.Options with
            {
                Trainers = [failing, ComparedTrainer.LogisticRegression],
            }
        );

        Assert.Equal("not today", comparison.Trials[0].Error);
        Assert.All(comparison.Sets, s => Assert.Equal("logistic regression", s.Trainer));
    }

    [Fact]
    public void When_all_trials_fail_the_last_reason_is_told()
    {
        var failing = new ComparedTrainer("failing", [], (_, _) => throw new FormatException("not today"));

        var error = Assert.Throws<FeatureComparisonException>(() => Compare(Samples.Rows(), Samples.Options with { Trainers = [failing] }));

        Assert.Contains("not today", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_options_are_told_by_name_value_and_what_is_allowed()
    {
        var error = Assert.Throws<ArgumentException>(() => Compare(Samples.Rows(), Samples.Options with { NumberOfFolds = 1 }));

        Assert.Contains("FeatureComparisonOptions.NumberOfFolds is 1; allowed: 2 to 20.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Compare(Samples.Rows(), Samples.Options with { LabelColumnName = "Missing" }));
        Assert.Throws<ArgumentException>(() => Compare(Samples.Rows(), sets: []));
    }

    private FeatureSet Failing(int every) =>
        new(
            "failing",
            _context.Transforms.CustomMapping<Unlabelled, Odd>(
                (from, to) => to.Features = int.Parse(from.Group[1..]) % every == 0 ? throw new FormatException("it is odd") : from.Good,
                contractName: null
            )
        );

    private FeatureComparison Compare(List<Sample> rows, FeatureComparisonOptions? options = null, FeatureSet[]? sets = null) =>
        _context.CompareFeatures(_context.Data.LoadFromEnumerable(rows), sets ?? Samples.Sets(_context), options ?? Samples.Options);

    private sealed class Unlabelled
    {
        public string Group { get; set; } = "";

        [Microsoft.ML.Data.VectorType(4)]
        public float[] Good { get; set; } = [];
    }

    private sealed class Odd
    {
        [Microsoft.ML.Data.VectorType(4)]
        public float[] Features { get; set; } = [];
    }
}
