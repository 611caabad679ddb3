using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Spectre.Console;

namespace SnowLeopard;

/// <summary>The scores of one candidate: features and a trainer.</summary>
internal sealed record CandidateResult(string Features, string Trainer, IReadOnlyList<BinaryClassificationMetrics> Folds, IReadOnlyList<PhotoScore> Scores, double Seconds);

/// <summary>Trains several ML.NET trainers on the same stratified folds and prints how they do on photos they have not seen.</summary>
internal sealed class Comparison(MLContext context, JobOptions options)
{
    public CandidateResult Run(List<FeaturizedPhoto> conv, List<FeaturizedPhoto> pixels)
    {
        int[] folds = StratifiedFolds(conv, options.Folds, options.Seed);
        BinaryClassificationCatalog.BinaryClassificationTrainers trainers = context.BinaryClassification.Trainers;
        var normalized = new EstimatorChain<ITransformer>().Append(context.Transforms.NormalizeMeanVariance("Features", fixZero: false));
        (string Features, string Trainer, List<FeaturizedPhoto> Photos, IEstimator<ITransformer> Estimator)[] candidates =
        [
            ("conv", "logistic regression", conv, normalized.Append(trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: 0.1f))),
            ("conv", "linear SVM", conv, normalized.Append(trainers.LinearSvm(numberOfIterations: 10))),
            ("conv", "FastForest", conv, trainers.FastForest()),
            ("conv", "FastTree", conv, trainers.FastTree()),
            ("raw pixels", "logistic regression", pixels, normalized.Append(trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: 0.1f))),
        ];
        var results = new List<CandidateResult>();
        AnsiConsole.Progress().Start(progress =>
        {
            ProgressTask task = progress.AddTask($"{options.Folds}-fold cross-validation of {candidates.Length} candidates", maxValue: candidates.Length * options.Folds);
            foreach ((string features, string trainer, List<FeaturizedPhoto> photos, IEstimator<ITransformer> estimator) in candidates)
                results.Add(CrossValidate(features, trainer, photos, estimator, folds, task));
        });
        Print(results);
        return results[0];
    }

    public void PrintMistakes(CandidateResult result, string positive)
    {
        PrintConfusion(result, positive);
        List<PhotoScore> mistakes = [.. result.Scores.Where(s => s.PredictedLabel != s.Label).OrderByDescending(s => Math.Abs(s.Score)).Take(5)];
        AnsiConsole.MarkupLine(mistakes.Count == 0
            ? "No mistakes."
            : $"The {mistakes.Count} most confident mistakes of {result.Trainer} on {result.Features} features:");
        foreach (PhotoScore mistake in mistakes)
        {
            string file = Path.Combine(Path.GetFileName(Path.GetDirectoryName(mistake.ImagePath)!), Path.GetFileName(mistake.ImagePath));
            AnsiConsole.MarkupLine($"  {file.EscapeMarkup()}: taken for {(mistake.PredictedLabel ? "" : "not ")}{positive.EscapeMarkup()}, score {mistake.Score:+0.00;-0.00}");
        }
    }

    /// <summary>A fold for every photo, so that each fold holds the same share of each class.</summary>
    private static int[] StratifiedFolds(List<FeaturizedPhoto> photos, int folds, int seed)
    {
        var random = new Random(seed);
        var result = new int[photos.Count];
        foreach (bool label in (bool[])[true, false])
        {
            int[] members = [.. Enumerable.Range(0, photos.Count).Where(i => photos[i].Label == label)];
            if (members.Length < folds)
                throw new UsageException($"{folds} folds need {folds} photos of each kind; there are {members.Length} {(label ? "with" : "without")} what is looked for. Lower --folds.");
            random.Shuffle(members);
            for (int i = 0; i < members.Length; i++)
                result[members[i]] = i % folds;
        }

        return result;
    }

    private CandidateResult CrossValidate(string features, string trainer, List<FeaturizedPhoto> photos, IEstimator<ITransformer> estimator, int[] folds, ProgressTask task)
    {
        var watch = Stopwatch.StartNew();
        var metrics = new List<BinaryClassificationMetrics>();
        var scores = new List<PhotoScore>();
        SchemaDefinition schema = SchemaDefinition.Create(typeof(FeaturizedPhoto));
        schema[nameof(FeaturizedPhoto.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, photos[0].Features.Length);
        for (int fold = 0; fold < options.Folds; fold++)
        {
            IDataView train = context.Data.LoadFromEnumerable(photos.Where((_, i) => folds[i] != fold), schema);
            IDataView test = context.Data.LoadFromEnumerable(photos.Where((_, i) => folds[i] == fold), schema);
            IDataView scored = estimator.Fit(train).Transform(test);
            metrics.Add(context.BinaryClassification.EvaluateNonCalibrated(scored));
            scores.AddRange(context.Data.CreateEnumerable<PhotoScore>(scored, reuseRowObject: false));
            task.Increment(1);
        }

        return new CandidateResult(features, trainer, metrics, scores, watch.Elapsed.TotalSeconds);
    }

    private void Print(List<CandidateResult> results)
    {
        var table = new Table().Title($"{options.Positive.EscapeMarkup()} against the rest, {options.Folds} stratified folds: mean and standard deviation");
        table.AddColumn("features").AddColumn("trainer");
        foreach (string column in (string[])["AUC", "avg. precision", "accuracy", "F1", "seconds"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (CandidateResult result in results)
        {
            table.AddRow(
                result.Features,
                result.Trainer,
                MeanAndDeviation(result, m => m.AreaUnderRocCurve),
                MeanAndDeviation(result, m => m.AreaUnderPrecisionRecallCurve),
                MeanAndDeviation(result, m => m.Accuracy),
                MeanAndDeviation(result, m => m.F1Score),
                $"{result.Seconds:0.0}");
        }

        AnsiConsole.Write(table);
    }

    private static string MeanAndDeviation(CandidateResult result, Func<BinaryClassificationMetrics, double> metric)
    {
        double[] values = [.. result.Folds.Select(metric)];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
        return $"{mean:0.0000} ± {deviation:0.000}";
    }

    private static void PrintConfusion(CandidateResult result, string positive)
    {
        var table = new Table().Title($"Confusion table, {result.Trainer} on {result.Features} features, photos not trained on")
            .AddColumn("photo shows").AddColumn(new TableColumn($"taken for {positive.EscapeMarkup()}").RightAligned()).AddColumn(new TableColumn("taken for the rest").RightAligned());
        foreach (bool label in (bool[])[true, false])
        {
            int hits = result.Scores.Count(s => s.Label == label && s.PredictedLabel), misses = result.Scores.Count(s => s.Label == label && !s.PredictedLabel);
            table.AddRow(label ? positive.EscapeMarkup() : "the rest", hits.ToString(), misses.ToString());
        }

        AnsiConsole.Write(table);
    }
}
