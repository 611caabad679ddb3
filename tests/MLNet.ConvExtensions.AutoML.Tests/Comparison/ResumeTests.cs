using Microsoft.ML;
using MLNet.ConvExtensions.AutoML.Tests.Support;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

public class ResumeTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void A_cancelled_search_gives_what_it_found_and_the_next_run_goes_on_from_it()
    {
        using var folder = new Folder();
        using var stop = new CancellationTokenSource();
        int fits = 0;
        FeatureComparisonOptions options = Options(folder, () => fits++);
        var cancelling = new Listener(message =>
        {
            if (message.StartsWith("trial 2", StringComparison.Ordinal))
                stop.Cancel();
        });

        using FeatureComparison part = Compare(options with { Progress = cancelling }, stop.Token);
        int before = fits;
        using FeatureComparison resumed = Compare(options);
        int after = fits;
        using var other = new Folder();
        using FeatureComparison whole = Compare(Options(other, () => fits++));

        Assert.True(part.WasStopped);
        Assert.Null(part.BestModel);
        Assert.Equal(2, part.Trials.Count);
        Assert.Equal(2, part.Sets.Count);
        Assert.Contains(part.Notes, n => n.Contains("cancelled", StringComparison.Ordinal));
        Assert.Equal(6, before);
        Assert.Equal(fits - after, after);
        Assert.Equal(whole.Trials.Select(t => (t.Parameters, t.Scores)), resumed.Trials.Select(t => (t.Parameters, t.Scores)));
        Assert.Equal(whole.Sets.SelectMany(s => s.Folds), resumed.Sets.SelectMany(s => s.Folds));
    }

    [Fact]
    public void A_run_that_is_repeated_computes_only_what_is_not_kept()
    {
        using var folder = new Folder();
        int fits = 0;
        FeatureComparisonOptions options = Options(folder, () => fits++);
        Compare(options).Dispose();
        int first = fits;

        using FeatureComparison again = Compare(options);

        // The test part's two predictions and the best pipeline are not in the journal.
        Assert.Equal(3, fits - first);
        Assert.NotNull(again.BestModel);
        Assert.NotEmpty(File.ReadAllLines(Path.Combine(folder.Path, "trials.jsonl")));
    }

    [Fact]
    public void A_folder_of_another_comparison_is_refused()
    {
        using var folder = new Folder();
        Compare(Options(folder, () => { })).Dispose();

        var error = Assert.Throws<FeatureComparisonException>(() => Compare(Options(folder, () => { }) with { NumberOfFolds = 4 }));

        Assert.Contains("another work folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_that_learns_from_labels_and_has_no_identity_is_fitted_again()
    {
        using var folder = new Folder();
        int fits = 0;
        FeatureSet set = new("means", new NearestMeansStage(_context, 0.5, _ => fits++)) { LearnsFromLabels = true };
        Compare(Options(folder, () => { }), [set]).Dispose();
        int first = fits;
        Compare(Options(folder, () => { }), [set]).Dispose();
        Assert.Equal(2 * first, fits);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.97)]
    public void A_journal_that_was_cut_off_is_used_as_far_as_it_goes(double kept)
    {
        using var folder = new Folder();
        int fits = 0;
        FeatureComparisonOptions options = Options(folder, () => fits++);
        using FeatureComparison whole = Compare(options);
        int first = fits;
        string journal = Path.Combine(folder.Path, "trials.jsonl");
        byte[] bytes = File.ReadAllBytes(journal);
        File.WriteAllBytes(journal, bytes[..(int)(kept * bytes.Length)]);

        using FeatureComparison again = Compare(options);

        Assert.InRange(fits - first, 4, first - 1);
        Assert.Equal(whole.Sets.SelectMany(s => s.Folds), again.Sets.SelectMany(s => s.Folds));
    }

    private static FeatureComparisonOptions Options(Folder folder, Action fitted) =>
        Samples.Options with
        {
            WorkFolder = folder.Path,
            Trainers =
            [
                .. Samples.Quick.Select(t =>
                    t with
                    {
                        Create = (context, values) =>
                        {
                            fitted();
                            return t.Create(context, values);
                        },
                    }
                ),
            ],
        };

    private FeatureComparison Compare(FeatureComparisonOptions options, CancellationToken cancellation = default) =>
        Compare(options, Samples.Sets(_context), cancellation);

    private FeatureComparison Compare(FeatureComparisonOptions options, FeatureSet[] sets, CancellationToken cancellation = default) =>
        _context.CompareFeatures(_context.Data.LoadFromEnumerable(Samples.Rows()), sets, options, cancellation);

    private sealed class Listener(Action<string> hear) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value) => hear(value.Message);
    }
}
