using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using MLNet.ConvExtensions.AutoML.Search;
using MLNet.ConvExtensions.AutoML.Tests.Support;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

/// <summary>Several workers with one work folder find what one finds, and no fit is done twice.</summary>
public sealed class SharedSearchTests : IDisposable
{
    /// <summary>Each worker predicts the test part for both sets, and refits the best pipeline.</summary>
    private const int OwnFits = 3;

    private readonly Folder _folder = new();
    private int _fits;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Any_number_of_workers_gives_the_report_of_one()
    {
        string alone = Report(worker: null, "alone");
        int fits = _fits;
        foreach (int workers in (int[])[1, 2, 3])
        {
            _fits = 0;
            string[] reports = await Task.WhenAll(
                Enumerable.Range(1, workers).Select(worker => Task.Run(() => Report(worker, $"of {workers}")))
            );

            Assert.All(reports, report => Assert.Equal(alone, report));
            Assert.Equal(fits + ((workers - 1) * OwnFits), _fits);
        }
    }

    [Fact]
    public void A_worker_goes_on_from_what_others_left_whatever_their_number()
    {
        string alone = Report(worker: null, "alone");
        Report(2, "shared");
        _fits = 0;

        Assert.Equal(alone, Report(5, "shared"));
        Assert.Equal(OwnFits, _fits);
        Assert.Equal(alone, Report(worker: null, "shared"));
        Assert.Equal(2 * OwnFits, _fits);
    }

    [Fact]
    public void What_a_dead_process_or_an_earlier_life_had_claimed_is_free()
    {
        using var ended = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        ended.WaitForExit();
        using (var living = new Claims(_folder.Path, 1))
            Assert.True(living.TryTake("a fit"));
        using var first = new Claims(_folder.Path, 1);
        Assert.True(first.TryTake("a fit"));
        using var second = new Claims(_folder.Path, 2);
        Assert.False(second.TryTake("a fit"));

        string claim = Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "claims")));
        File.WriteAllText(claim, string.Create(CultureInfo.InvariantCulture, $"1 {ended.Id} {Environment.MachineName}"));
        Assert.True(second.TryTake("a fit"));

        using var again = new Claims(_folder.Path, 2);
        Assert.True(again.TryTake("a fit"));
    }

    [Theory]
    [InlineData(0, true, false)]
    [InlineData(1, false, false)]
    [InlineData(1, true, true)]
    public void A_worker_needs_a_number_a_folder_and_no_time(int number, bool hasFolder, bool hasTime)
    {
        FeatureComparisonOptions options = Samples.Options with
        {
            WorkerNumber = number,
            WorkFolder = hasFolder ? _folder.Path : null,
            TimeBudget = hasTime ? TimeSpan.FromMinutes(1) : null,
        };
        var context = new MLContext(1);

        var error = Assert.Throws<ArgumentException>(() =>
            context.CompareFeatures(context.Data.LoadFromEnumerable(Samples.Rows()), Samples.Sets(context), options)
        );

        Assert.Contains($"WorkerNumber is {number}; allowed: 1 or more", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Every score of a comparison in a work folder, as a table, and all trials.</summary>
    private string Report(int? worker, string name)
    {
        var context = new MLContext(1);
        FeatureComparisonOptions options = Samples.Options with
        {
            WorkFolder = Path.Combine(_folder.Path, name),
            WorkerNumber = worker,
            Trainers =
            [
                .. Samples.Quick.Select(t =>
                    t with
                    {
                        Create = (c, values) =>
                        {
                            Interlocked.Increment(ref _fits);
                            return t.Create(c, values);
                        },
                    }
                ),
            ],
        };
        using FeatureComparison found = context.CompareFeatures(
            context.Data.LoadFromEnumerable(Samples.Rows()),
            Samples.Sets(context),
            options
        );
        string folder = Path.Combine(_folder.Path, $"report {name} {worker}");
        found.SaveReport(folder);
        return File.ReadAllText(Path.Combine(folder, "report.csv"))
            + string.Join("\n", found.Trials.Select(t => $"{t.Id} {t.FeatureSet} {t.Trainer} {t.Parameters} {t.Division} {t.Scores}"));
    }
}
