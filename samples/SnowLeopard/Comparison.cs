using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Spectre.Console;

namespace SnowLeopard;

/// <summary>Trains several ML.NET trainers on the same stratified folds, each judged by photos that it has not seen.</summary>
internal sealed class Comparison(MLContext context, JobOptions options)
{
    /// <summary>
    /// Thresholds that trees try for each feature. For some hundred photos the default of 255 takes four times as long and tells the
    /// classes apart no better.
    /// </summary>
    private const int Bins = 32;

    public List<CandidateResult> Run(List<FeaturizedPhoto> conv, List<FeaturizedPhoto> pixels)
    {
        int[][] folds = StratifiedFolds.Split(conv.ConvertAll(p => p.Label), options.Folds, options.Seed);
        BinaryClassificationCatalog.BinaryClassificationTrainers trainers = context.BinaryClassification.Trainers;
        var normalized = new EstimatorChain<ITransformer>().Append(context.Transforms.NormalizeMeanVariance("Features", fixZero: false));
        (string Features, string Trainer, List<FeaturizedPhoto> Photos, IEstimator<ITransformer> Estimator)[] candidates =
        [
            (
                "conv",
                "logistic regression",
                conv,
                normalized.Append(trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: 0.1f))
            ),
            ("conv", "linear SVM", conv, normalized.Append(trainers.LinearSvm(numberOfIterations: 500))),
            ("conv", "FastForest", conv, trainers.FastForest(new FastForestBinaryTrainer.Options { MaximumBinCountPerFeature = Bins })),
            ("conv", "FastTree", conv, trainers.FastTree(new FastTreeBinaryTrainer.Options { MaximumBinCountPerFeature = Bins })),
            (
                "raw pixels",
                "logistic regression",
                pixels,
                normalized.Append(trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: 0.1f))
            ),
        ];
        return AnsiConsole
            .Progress()
            .Start(progress =>
            {
                ProgressTask task = progress.AddTask(
                    $"{options.Folds}-fold cross-validation of {candidates.Length} candidates",
                    maxValue: candidates.Length * options.Folds
                );
                return candidates.Select(c => CrossValidate(c.Features, c.Trainer, c.Photos, c.Estimator, folds, task)).ToList();
            });
    }

    private CandidateResult CrossValidate(
        string features,
        string trainer,
        List<FeaturizedPhoto> photos,
        IEstimator<ITransformer> estimator,
        int[][] folds,
        ProgressTask task
    )
    {
        var watch = Stopwatch.StartNew();
        var metrics = new List<BinaryClassificationMetrics>();
        var scores = new List<PhotoScore>();
        SchemaDefinition schema = SchemaDefinition.Create(typeof(FeaturizedPhoto));
        schema[nameof(FeaturizedPhoto.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, photos[0].Features.Length);
        foreach (int[] fold in folds)
        {
            IDataView train = context.Data.LoadFromEnumerable(
                folds.Where(f => f != fold).SelectMany(f => f).Select(i => photos[i]),
                schema
            );
            IDataView test = context.Data.LoadFromEnumerable(fold.Select(i => photos[i]), schema);
            IDataView scored = estimator.Fit(train).Transform(test);
            metrics.Add(context.BinaryClassification.EvaluateNonCalibrated(scored));
            scores.AddRange(context.Data.CreateEnumerable<PhotoScore>(scored, reuseRowObject: false));
            task.Increment(1);
        }

        return new CandidateResult(features, trainer, metrics, scores, watch.Elapsed.TotalSeconds);
    }
}
