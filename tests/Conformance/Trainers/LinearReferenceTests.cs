using System.Runtime.Intrinsics;
using Conformance.Trees;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Conformance.Trainers;

/// <summary>
/// What the linear trainers make of MobileNetV2 features of real photos of wild cats (even rows train, odd rows test),
/// next to what ML.NET 5.0.0 made of them.
/// </summary>
/// <remarks>
/// The stopping rule of L-BFGS looks at improvements as small as the rounding of a number, so the last steps depend on how many
/// values the processor adds at once. The tolerances leave room for that; where the reference comes from, all digits agree.
/// </remarks>
public class LinearReferenceTests
{
    // Of stochastic trainers, and of the project's goal.
    private const double OnePoint = 0.01;

    private readonly MLContext _context = new(1);

    [SkippableTheory]
    [InlineData("LbfgsMaximumEntropy", 0.03, 0.01)]
    [InlineData("LbfgsMaximumEntropy(l1=0;l2=0.1)", 0.005, 0.001)]
    [InlineData("SdcaMaximumEntropy", 0.03, 0.01)]
    [InlineData("OneVersusAll(LbfgsLogisticRegression)", 0.05, 0.02)]
    [InlineData("OneVersusAll(LinearSvm)", double.PositiveInfinity, 0.05)]
    public void Seven_cats_are_told_apart_as_well(string trainer, double scoreTolerance, double logLossTolerance)
    {
        WildcatsFeatures wildcats = WildcatsFeatures.LoadOrSkip();
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", "Name")
            .AppendCacheCheckpoint(_context)
            .Append(Multiclass(trainer));
        IDataView scored = pipeline.Fit(View(wildcats, 0)).Transform(View(wildcats, 1));

        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(scored);
        Assert.Equal(wildcats.Reference("multiclass", trainer, "MicroAccuracy"), metrics.MicroAccuracy, OnePoint);
        Assert.Equal(wildcats.Reference("multiclass", trainer, "MacroAccuracy"), metrics.MacroAccuracy, OnePoint);
        Assert.Equal(wildcats.Reference("multiclass", trainer, "LogLoss"), metrics.LogLoss, logLossTolerance);
        float[][] scores = [.. scored.GetColumn<float[]>("Score").Take(3)];
        for (int i = 0; i < scores.Length; i++)
        {
            for (int c = 0; c < scores[i].Length; c++)
                Assert.True(Math.Abs(wildcats.Reference("multiclass", trainer, $"Score[{i}][{c}]") - scores[i][c]) <= scoreTolerance);
        }
    }

    [SkippableTheory]
    [InlineData("LbfgsLogisticRegression", 0.02)]
    [InlineData("SdcaLogisticRegression", 0.002)]
    public void Snow_leopards_are_told_from_the_rest_as_well_with_probabilities(string trainer, double logLossTolerance)
    {
        WildcatsFeatures wildcats = WildcatsFeatures.LoadOrSkip();
        var trainers = _context.BinaryClassification.Trainers;
        IDataView train = _context.Data.Cache(View(wildcats, 0)), test = View(wildcats, 1);
        ITransformer model = trainer == "LbfgsLogisticRegression"
            ? trainers.LbfgsLogisticRegression().Fit(train)
            : trainers.SdcaLogisticRegression().Fit(train);

        CalibratedBinaryClassificationMetrics metrics = _context.BinaryClassification.Evaluate(model.Transform(test));
        Assert.Equal(wildcats.Reference("binary", trainer, "Accuracy"), metrics.Accuracy, OnePoint);
        Assert.Equal(wildcats.Reference("binary", trainer, "AreaUnderRocCurve"), metrics.AreaUnderRocCurve, 0.002);
        Assert.Equal(wildcats.Reference("binary", trainer, "AreaUnderPrecisionRecallCurve"), metrics.AreaUnderPrecisionRecallCurve, OnePoint);
        Assert.Equal(wildcats.Reference("binary", trainer, "F1Score"), metrics.F1Score, 0.03);
        Assert.Equal(wildcats.Reference("binary", trainer, "LogLoss"), metrics.LogLoss, logLossTolerance);
    }

    [SkippableTheory]
    [InlineData(1f, 1f, "LbfgsMaximumEntropy")]
    [InlineData(0f, 0.1f, "LbfgsMaximumEntropy(l1=0;l2=0.1)")]
    public void On_a_processor_like_the_references_the_digits_agree(float l1, float l2, string trainer)
    {
        Skip.IfNot(Vector512.IsHardwareAccelerated, "The reference comes from a processor with vectors of 512 bits.");
        WildcatsFeatures wildcats = WildcatsFeatures.LoadOrSkip();
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options { L1Regularization = l1, L2Regularization = l2, NumberOfThreads = 2 };
        IDataView scored = _context.Transforms.Conversion.MapValueToKey("Label", "Name")
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(options))
            .Fit(View(wildcats, 0)).Transform(View(wildcats, 1));

        Assert.Equal(wildcats.Reference("multiclass", trainer, "LogLoss"), _context.MulticlassClassification.Evaluate(scored).LogLoss, 1e-5);
        float[][] scores = [.. scored.GetColumn<float[]>("Score").Take(3)];
        for (int i = 0; i < scores.Length; i++)
        {
            for (int c = 0; c < scores[i].Length; c++)
                Assert.Equal(wildcats.Reference("multiclass", trainer, $"Score[{i}][{c}]"), scores[i][c], 1e-5);
        }
    }

    /// <summary>One pass over shuffled photos leaves much to chance; the reference is one draw near the median.</summary>
    [SkippableFact]
    public void Snow_leopards_are_told_from_the_rest_as_well_by_the_median_linear_svm()
    {
        WildcatsFeatures wildcats = WildcatsFeatures.LoadOrSkip();
        IDataView test = View(wildcats, 1);
        BinaryClassificationMetrics[] draws =
        [
            .. Enumerable.Range(1, 25).Select(seed =>
            {
                var context = new MLContext(seed);
                IDataView train = context.Data.Cache(context.Data.LoadFromEnumerable(wildcats.Rows(0)));
                return context.BinaryClassification.EvaluateNonCalibrated(context.BinaryClassification.Trainers.LinearSvm().Fit(train).Transform(test));
            }),
        ];
        Assert.Equal(wildcats.Reference("binary", "LinearSvm", "Accuracy"), Median(m => m.Accuracy), 1.5 * OnePoint);
        Assert.Equal(wildcats.Reference("binary", "LinearSvm", "AreaUnderRocCurve"), Median(m => m.AreaUnderRocCurve), 0.002);
        Assert.Equal(wildcats.Reference("binary", "LinearSvm", "AreaUnderPrecisionRecallCurve"), Median(m => m.AreaUnderPrecisionRecallCurve), OnePoint);

        double Median(Func<BinaryClassificationMetrics, double> metric) => draws.Select(metric).Order().ElementAt(draws.Length / 2);
    }

    [SkippableFact]
    public void On_all_photos_logistic_regression_sorts_snow_leopards_out_in_every_fold()
    {
        WildcatsFeatures wildcats = WildcatsFeatures.LoadOrSkip();
        IDataView data = _context.Data.LoadFromEnumerable(wildcats.Rows(0).Concat(wildcats.Rows(1)));
        var folds = _context.BinaryClassification.CrossValidate(data, _context.BinaryClassification.Trainers.LbfgsLogisticRegression());
        Assert.Equal(5, folds.Count);
        Assert.InRange(folds.Average(fold => fold.Metrics.AreaUnderRocCurve), 0.999, 1);
    }

    private IEstimator<ITransformer> Multiclass(string trainer)
    {
        var multiclass = _context.MulticlassClassification.Trainers;
        var binary = _context.BinaryClassification.Trainers;
        return trainer switch
        {
            "LbfgsMaximumEntropy" => multiclass.LbfgsMaximumEntropy(),
            "LbfgsMaximumEntropy(l1=0;l2=0.1)" => multiclass.LbfgsMaximumEntropy(
                new LbfgsMaximumEntropyMulticlassTrainer.Options { L1Regularization = 0, L2Regularization = 0.1f }),
            "SdcaMaximumEntropy" => multiclass.SdcaMaximumEntropy(),
            "OneVersusAll(LinearSvm)" => multiclass.OneVersusAll(binary.LinearSvm()),
            _ => multiclass.OneVersusAll(binary.LbfgsLogisticRegression()),
        };
    }

    private IDataView View(WildcatsFeatures wildcats, int remainder) => _context.Data.LoadFromEnumerable(wildcats.Rows(remainder));
}
