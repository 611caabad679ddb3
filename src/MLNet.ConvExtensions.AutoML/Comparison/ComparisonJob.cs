using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.AutoML.Data;
using MLNet.ConvExtensions.AutoML.Search;
using MLNet.ConvExtensions.AutoML.Splits;

namespace MLNet.ConvExtensions.AutoML.Comparison;

/// <summary>A comparison from the rows to the result: features, search, last scores.</summary>
internal sealed class ComparisonJob(
    MLContext context,
    IDataView rows,
    IReadOnlyList<FeatureSet> sets,
    FeatureComparisonOptions options,
    CancellationToken cancellation
) : IDisposable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<string> _notes = [];
    private FeatureSource? _features;
    private SharedWork? _shared;

    public FeatureComparison Run()
    {
        if (options.WorkFolder is { } folder)
            Directory.CreateDirectory(folder);
        LabelledRows data = new LabelledRowsReader(rows, options, _notes).Read();
        (int[] development, int[] test) = Divide(data);
        // What the journal's scores depend on, besides what each of them is named by.
        Journal journal = Journal.Open(
            options.WorkFolder,
            FormattableString.Invariant($"{data.Fingerprint} seed {options.Seed} folds {options.NumberOfFolds} test {options.TestShare}"),
            options.WorkerNumber
        );
        _shared = new SharedWork(options, journal);
        if (journal.Recovered > 0)
            Report($"{journal.Recovered} fits were found in the journal of the work folder");
        _features = new FeatureSource(context, data, options);
        (development, test) = ComputeFeatures(data, development, test);

        var evaluator = new Evaluator(data, _features, journal, _shared, options.Seed);
        var search = new FeatureSearch(data, options, evaluator, _features, journal, development, Remaining, Report);
        search.Run(AvailableTrainers(), cancellation);
        if (search.Best.Count == 0)
            throw NothingFound(search);
        foreach (string name in _features.Names.Where(n => !search.Best.ContainsKey(n)))
            _notes.Add($"Feature set '{name}' has no score: {WhyNoScore(search, name)}.");

        var finish = new FinalScores(data, options, evaluator, journal, search, development, test, _notes, Remaining, Report);
        bool stopped = !finish.Run(cancellation);
        IReadOnlyList<FeatureSetResult> results = finish.Results(_features);
        ITransformer? model = stopped ? null : Refit(data, search.Best[results[0].Name].Candidate, [.. development.Concat(test).Order()]);
        if (stopped)
            _notes.Add("The comparison was cancelled; what had been found by then is shown.");
        return new FeatureComparison
        {
            Options = options,
            Classes = data.Classes,
            DevelopmentImages = development.Length,
            TestImages = test.Length,
            Sets = results,
            Pairs = finish.Pairs(results),
            Trials = search.Trials,
            Duplicates = data.Duplicates,
            Failures = _features.Failures,
            Notes = _notes,
            Elapsed = _watch.Elapsed,
            WasStopped = stopped,
            BestModel = model,
        };
    }

    public void Dispose()
    {
        _features?.Dispose();
        _shared?.Dispose();
    }

    private TimeSpan? Remaining() => options.TimeBudget - _watch.Elapsed;

    private void Report(string message) => options.Progress?.Report(new ComparisonProgress(message, _watch.Elapsed));

    private (int[] Development, int[] Test) Divide(LabelledRows data)
    {
        int[] used = data.UsedRows;
        int[] parts = GroupSplit.Divide(
            [.. used.Select(r => data.Labels[r])],
            [.. used.Select(r => data.Groups[r])],
            [options.TestShare, 1 - options.TestShare],
            options.Seed
        );
        int[] test = [.. used.Where((_, i) => parts[i] == 0)],
            development = [.. used.Where((_, i) => parts[i] == 1)];
        Check(data, development, test);
        return (development, test);
    }

    /// <summary>Few large groups may leave a part without a class.</summary>
    private void Check(LabelledRows data, int[] development, int[] test)
    {
        foreach (
            (int[] part, string name, int least) in ((int[], string, int)[])
                [(test, "the test part", 1), (development, "the part for cross-validation", 2)]
        )
        {
            for (int c = 0; c < data.Classes.Count; c++)
            {
                int groups = part.Where(r => data.Labels[r] == c).Select(r => data.Groups[r]).Distinct().Count();
                if (groups < least)
                {
                    throw new FeatureComparisonException(
                        $"Class '{data.Classes[c]}' has {groups} groups of images in {name}, where {least} are needed: its images are in "
                            + $"too few groups ({options.GroupColumnName ?? "copies of each other"}), or stages failed on them. Add "
                            + "images, or leave the class out."
                    );
                }
            }
        }
    }

    /// <summary>Those whose native libraries the application has. The others would fail in every trial, and are told at once.</summary>
    private ComparedTrainer[] AvailableTrainers()
    {
        var available = new List<ComparedTrainer>();
        foreach (ComparedTrainer trainer in options.Trainers)
        {
            if (trainer.WhyUnavailable?.Invoke() is { } reason)
                _notes.Add($"Trainer '{trainer.Name}' was left out: {reason}");
            else
                available.Add(trainer);
        }

        return available.Count > 0 ? [.. available] : throw new FeatureComparisonException(string.Join(" ", _notes));
    }

    private (int[] Development, int[] Test) ComputeFeatures(LabelledRows data, int[] development, int[] test)
    {
        var failed = new HashSet<int>();
        foreach (FeatureSet set in sets)
        {
            if (Remaining() < TimeSpan.Zero)
            {
                _notes.Add($"Feature set '{set.Name}' was not computed: the time was over.");
                continue;
            }

            try
            {
                Report($"computing the features '{set.Name}'");
                // The others read what one worker computed.
                _shared!.Alone(
                    $"features {set.Name}",
                    () => failed.UnionWith(_features!.Add(set, development, cancellation)),
                    cancellation
                );
            }
            catch (FeatureComparisonException e)
            {
                _notes.Add(e.Message);
                Report(e.Message);
            }
            catch (OperationCanceledException e)
            {
                throw new FeatureComparisonException($"The comparison was cancelled while features were computed.{Kept()}", e);
            }
        }

        if (!_features!.Names.Any())
            throw new FeatureComparisonException($"None of the feature sets could be computed. {string.Join(" ", _notes)}");
        if (failed.Count == 0)
            return (development, test);
        _notes.Add($"{failed.Count} images that a feature stage failed on were left out for all feature sets.");
        (development, test) = ([.. development.Where(r => !failed.Contains(r))], [.. test.Where(r => !failed.Contains(r))]);
        Check(data, development, test);
        return (development, test);
    }

    private static string WhyNoScore(FeatureSearch search, string set) =>
        search.Trials.LastOrDefault(t => t.FeatureSet == set)?.Error is { } error
            ? $"its trials failed, the last one by: {error}"
            : "the budget was over before its first trial was";

    private FeatureComparisonException NothingFound(FeatureSearch search)
    {
        if (search.Trials.LastOrDefault()?.Error is { } error)
            return new FeatureComparisonException($"All {search.Trials.Count} trials failed, the last one by: {error}");
        if (!cancellation.IsCancellationRequested && search.Trials.Count > 0)
            return new FeatureComparisonException(
                $"None of the {search.Trials.Count} trials has a {options.Metric} that is a number: choose another metric, or more images."
            );
        string end = cancellation.IsCancellationRequested
            ? "The comparison was cancelled"
            : FormattableString.Invariant($"The budget of {options.TimeBudget?.TotalSeconds:0.#} seconds was over");
        return new FeatureComparisonException(
            FormattableString.Invariant(
                $"{end} before the first trial was finished; features took up to {_watch.Elapsed.TotalSeconds:0.0} seconds.{Kept()}"
            )
        );
    }

    private string Kept() =>
        options.WorkFolder is { } folder
            ? $" What was computed is kept in '{folder}', and the next run goes on from it."
            : " Give more time, or a WorkFolder, from which the next run goes on.";

    private TransformerChain<ITransformer> Refit(LabelledRows data, Candidate best, int[] all)
    {
        Report($"refitting the best pipeline, {best.Set} with {best.Trainer.Name}, on all {all.Length} images");
        FeatureSet set = sets.First(s => s.Name == best.Set);
        (ITransformer stage, FeatureTable table) = _features!.TakeStage(set.Name, best.FeatureValues, all, cancellation);
        var labelled = new FeatureRows(table, data, all);
        ITransformer classifier = TrialModel.Fit(best.Trainer, best.Values, labelled, options.Seed);
        ITransformer names = context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(labelled));
        if (set.ColumnName == "Features")
            return new TransformerChain<ITransformer>(stage, classifier, names);
        ITransformer copy = context.Transforms.CopyColumns("Features", set.ColumnName).Fit(stage.Transform(new RowSubset(rows, all)));
        return new TransformerChain<ITransformer>(stage, copy, classifier, names);
    }
}
