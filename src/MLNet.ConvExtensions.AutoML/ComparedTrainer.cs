using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Transforms;
using SearchSpace = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLNet.ConvExtensions;

/// <summary>A trainer with the hyper-parameters that are searched.</summary>
/// <param name="Name">The name in tables.</param>
/// <param name="Space">The hyper-parameters; the first trial takes their start values.</param>
/// <param name="Create">
/// Makes the estimator, scaling included, from column "Features" (vector of <see cref="float"/>) and "Label" (key) to "Score" (a value for each class).
/// </param>
public sealed record ComparedTrainer(string Name, SearchSpace Space, Func<MLContext, Parameter, IEstimator<ITransformer>> Create)
{
    /// <summary>Logistic regression over all classes, by L-BFGS on standardised features; searches its L2 regularisation.</summary>
    public static ComparedTrainer LogisticRegression { get; } = new(
        "logistic regression",
        new SearchSpace { ["L2"] = new UniformDoubleOption(0.001, 100, logBase: true, defaultValue: 1) },
        (context, p) => Standardised(context).Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            l1Regularization: 0, l2Regularization: (float)p["L2"].AsType<double>())));

    /// <summary>Logistic regression over all classes, by stochastic dual coordinate ascent on standardised features; searches its L2 regularisation.</summary>
    public static ComparedTrainer Sdca { get; } = new(
        "SDCA",
        new SearchSpace { ["L2"] = new UniformDoubleOption(0.0001, 0.1, logBase: true, defaultValue: 0.01) },
        (context, p) => Standardised(context).Append(context.MulticlassClassification.Trainers.SdcaMaximumEntropy(
            new SdcaMaximumEntropyMulticlassTrainer.Options
            {
                L1Regularization = 0,
                L2Regularization = (float)p["L2"].AsType<double>(),
                MaximumNumberOfIterations = 20,
                NumberOfThreads = 1,
            })));

    /// <summary>A linear support vector machine for each class against the rest, on standardised features; searches lambda.</summary>
    public static ComparedTrainer LinearSvm { get; } = new(
        "linear SVM",
        new SearchSpace { ["Lambda"] = new UniformDoubleOption(0.0001, 1, logBase: true, defaultValue: 0.01) },
        (context, p) => Standardised(context).Append(context.MulticlassClassification.Trainers.OneVersusAll(context.BinaryClassification.Trainers.LinearSvm(
            new LinearSvmTrainer.Options { Lambda = (float)p["Lambda"].AsType<double>(), NumberOfIterations = 50 }))));

    /// <summary>The nearest neighbours' votes; searches their number, the distance, and whether features are standardised.</summary>
    public static ComparedTrainer NearestNeighbors { get; } = new(
        "nearest neighbours",
        new SearchSpace
        {
            ["Neighbors"] = new UniformIntOption(1, 26, logBase: true, defaultValue: 5),
            ["Distance"] = new ChoiceOption([nameof(NeighborDistance.L1), nameof(NeighborDistance.L2), nameof(NeighborDistance.Cosine)], nameof(NeighborDistance.L2)),
            ["Scaling"] = new ChoiceOption(["none", "standard"], "none"),
        },
        (context, p) =>
        {
            KNearestNeighborsTrainer trainer = context.MulticlassClassification.Trainers.KNearestNeighbors(new KNearestNeighborsOptions
            {
                NumberOfNeighbors = p["Neighbors"].AsType<int>(),
                Distance = Enum.Parse<NeighborDistance>(p["Distance"].AsType<string>()),
            });
            return p["Scaling"].AsType<string>() == "standard" ? Standardised(context).Append(trainer) : trainer;
        });

    /// <summary>Boosted trees for each class against the rest; searches trees, leaves and learning rate.</summary>
    public static ComparedTrainer FastTree { get; } = new(
        "FastTree",
        new SearchSpace
        {
            ["Trees"] = new UniformIntOption(20, 200, logBase: true, defaultValue: 60),
            ["Leaves"] = new UniformIntOption(4, 32, logBase: true, defaultValue: 12),
            ["LearningRate"] = new UniformDoubleOption(0.05, 0.4, logBase: true, defaultValue: 0.2),
        },
        (context, p) => context.MulticlassClassification.Trainers.OneVersusAll(context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfTrees = p["Trees"].AsType<int>(),
            NumberOfLeaves = p["Leaves"].AsType<int>(),
            LearningRate = p["LearningRate"].AsType<double>(),
            MinimumExampleCountPerLeaf = 5,
        })));

    /// <summary>A random forest for each class against the rest; searches trees and leaves.</summary>
    public static ComparedTrainer FastForest { get; } = new(
        "FastForest",
        new SearchSpace
        {
            ["Trees"] = new UniformIntOption(50, 300, logBase: true, defaultValue: 100),
            ["Leaves"] = new UniformIntOption(8, 64, logBase: true, defaultValue: 20),
        },
        (context, p) => context.MulticlassClassification.Trainers.OneVersusAll(context.BinaryClassification.Trainers.FastForest(new FastForestBinaryTrainer.Options
        {
            NumberOfTrees = p["Trees"].AsType<int>(),
            NumberOfLeaves = p["Leaves"].AsType<int>(),
            MinimumExampleCountPerLeaf = 5,
        })));

    /// <summary>The trainers that are tried where nothing else is said, the quick ones first.</summary>
    public static IReadOnlyList<ComparedTrainer> Defaults { get; } = [LogisticRegression, LinearSvm, NearestNeighbors, Sdca, FastForest, FastTree];

    private static EstimatorChain<NormalizingTransformer> Standardised(MLContext context) =>
        new EstimatorChain<ITransformer>().Append(context.Transforms.NormalizeMeanVariance("Features", fixZero: false));
}
