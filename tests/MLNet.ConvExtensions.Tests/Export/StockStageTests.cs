using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using Xunit.Abstractions;
using NormFunction = Microsoft.ML.Transforms.LpNormNormalizingEstimatorBase.NormFunction;

namespace MLNet.ConvExtensions.Tests.Export;

/// <summary>ML.NET's own trainers and transforms are exported with the same numbers, or refused by name: never with others.</summary>
public sealed class StockStageTests(ITestOutputHelper output) : ExportPipelines(output)
{
    private readonly ITestOutputHelper _output = output;

    public static TheoryData<string> Names => [.. Stages(new MLContext()).Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stage_of_ML_NET_is_right_or_refused(string name)
    {
        (ModelTask task, IEstimator<ITransformer>[] stages) = Stages(ML)[name];
        try
        {
            CheckPhotos([Label(task), Features(), .. stages]);
        }
        catch (NotSupportedException e)
        {
            _output.WriteLine(e.Message);
            Assert.Contains("can't be exported", e.Message, StringComparison.Ordinal);
        }
    }

    private static Dictionary<string, (ModelTask, IEstimator<ITransformer>[])> Stages(MLContext ml)
    {
        var several = ml.MulticlassClassification.Trainers;
        var two = ml.BinaryClassification.Trainers;
        var number = ml.Regression.Trainers;
        var change = ml.Transforms;
        IEstimator<ITransformer> linear = several.LbfgsMaximumEntropy();
        return new()
        {
            ["NaiveBayes"] = (ModelTask.Multiclass, [several.NaiveBayes()]),
            ["LightGbm"] = (ModelTask.Multiclass, [several.LightGbm(minimumExampleCountPerLeaf: 2, numberOfIterations: 5)]),
            ["OneVersusAll of a linear model"] = (ModelTask.Multiclass, [several.OneVersusAll(two.AveragedPerceptron())]),
            ["OneVersusAll without probabilities"] = (
                ModelTask.Multiclass,
                [several.OneVersusAll(two.LinearSvm(), useProbabilities: false)]
            ),
            ["PairwiseCoupling"] = (ModelTask.Multiclass, [several.PairwiseCoupling(two.LbfgsLogisticRegression())]),
            ["LightGbm of two"] = (ModelTask.Binary, [two.LightGbm(minimumExampleCountPerLeaf: 2, numberOfIterations: 5)]),
            ["FastForest"] = (ModelTask.Binary, [two.FastForest(numberOfTrees: 5, minimumExampleCountPerLeaf: 2)]),
            ["Gam"] = (ModelTask.Binary, [two.Gam(numberOfIterations: 20)]),
            ["LdSvm"] = (ModelTask.Binary, [two.LdSvm()]),
            ["LinearSvm"] = (ModelTask.Binary, [two.LinearSvm()]),
            ["Prior"] = (ModelTask.Binary, [two.Prior()]),
            ["FieldAwareFactorizationMachine"] = (ModelTask.Binary, [two.FieldAwareFactorizationMachine()]),
            ["Platt"] = (ModelTask.Binary, [two.LinearSvm(), ml.BinaryClassification.Calibrators.Platt()]),
            ["Naive calibrator"] = (ModelTask.Binary, [two.LinearSvm(), ml.BinaryClassification.Calibrators.Naive()]),
            ["Poisson"] = (ModelTask.Regression, [number.LbfgsPoissonRegression()]),
            ["Tweedie"] = (ModelTask.Regression, [number.FastTreeTweedie(numberOfTrees: 5, minimumExampleCountPerLeaf: 2)]),
            ["FastForest of numbers"] = (ModelTask.Regression, [number.FastForest(numberOfTrees: 5, minimumExampleCountPerLeaf: 2)]),
            ["Gam of numbers"] = (ModelTask.Regression, [number.Gam(numberOfIterations: 20)]),
            ["LightGbm of numbers"] = (ModelTask.Regression, [number.LightGbm(minimumExampleCountPerLeaf: 2, numberOfIterations: 5)]),
            ["NormalizeMinMax"] = (ModelTask.Multiclass, [change.NormalizeMinMax("Features"), linear]),
            ["NormalizeMinMax, zero moved"] = (ModelTask.Multiclass, [change.NormalizeMinMax("Features", fixZero: false), linear]),
            ["NormalizeMeanVariance by its distribution"] = (
                ModelTask.Multiclass,
                [change.NormalizeMeanVariance("Features", useCdf: true), linear]
            ),
            ["NormalizeRobustScaling"] = (ModelTask.Multiclass, [change.NormalizeRobustScaling("Features"), linear]),
            ["NormalizeSupervisedBinning"] = (
                ModelTask.Multiclass,
                [change.NormalizeSupervisedBinning("Features", labelColumnName: "Label"), linear]
            ),
            ["NormalizeLpNorm"] = (ModelTask.Multiclass, [change.NormalizeLpNorm("Features"), linear]),
            ["NormalizeLpNorm of the standard deviation, zero mean"] = (
                ModelTask.Multiclass,
                [change.NormalizeLpNorm("Features", norm: NormFunction.StandardDeviation, ensureZeroMean: true), linear]
            ),
            ["NormalizeGlobalContrast"] = (ModelTask.Multiclass, [change.NormalizeGlobalContrast("Features"), linear]),
            ["PCA"] = (ModelTask.Multiclass, [change.ProjectToPrincipalComponents("Features", rank: 4, seed: 1), linear]),
            ["ReplaceMissingValues"] = (ModelTask.Multiclass, [change.ReplaceMissingValues("Features"), linear]),
            ["IndicateMissingValues"] = (ModelTask.Multiclass, [change.IndicateMissingValues("Gone", "Features"), linear]),
            ["Selected by count"] = (
                ModelTask.Multiclass,
                [change.FeatureSelection.SelectFeaturesBasedOnCount("Features", count: 20), linear]
            ),
            ["Selected by mutual information"] = (
                ModelTask.Multiclass,
                [change.FeatureSelection.SelectFeaturesBasedOnMutualInformation("Features", slotsInOutput: 5), linear]
            ),
            ["ApproximatedKernelMap"] = (ModelTask.Multiclass, [change.ApproximatedKernelMap("Features", rank: 10), linear]),
            ["Expression"] = (ModelTask.Multiclass, [change.Expression("Features", "x => x * 2", "Features"), linear]),
            ["TreeFeatures"] = (
                ModelTask.Multiclass,
                [
                    change.CopyColumns("Truth", "Warm"),
                    change.FeaturizeByFastTreeBinary(
                        new()
                        {
                            InputColumnName = "Features",
                            LeavesColumnName = "Leaves",
                            TrainerOptions = new()
                            {
                                LabelColumnName = "Truth",
                                NumberOfTrees = 3,
                                MinimumExampleCountPerLeaf = 2,
                            },
                        }
                    ),
                    change.Concatenate("Features", "Leaves"),
                    linear,
                ]
            ),
        };
    }
}
