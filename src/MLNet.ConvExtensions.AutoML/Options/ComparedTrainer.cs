using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using Microsoft.ML.Transforms;

namespace MLNet.ConvExtensions;

/// <summary>A trainer with the hyper-parameters that are searched.</summary>
/// <param name="Name">The name in tables.</param>
/// <param name="Space">The hyper-parameters, each with a name of its own; the first trial takes their start values.</param>
/// <param name="Create">
/// Makes the estimator, scaling included, from column "Features" (vector of <see cref="float"/>) and "Label" (key) to "Score" (a value for
/// each class).
/// </param>
public sealed record ComparedTrainer(
    string Name,
    IReadOnlyList<HyperParameter> Space,
    Func<MLContext, HyperParameterValues, IEstimator<ITransformer>> Create
)
{
    /// <summary>Says why the trainer can't run here; null if it can.</summary>
    internal Func<string?>? WhyUnavailable { get; init; }

    /// <summary>
    /// Logistic regression over all classes, by L-BFGS on standardised features; searches its regularisation. ML.NET's own start, L1 and L2
    /// of 1, is too much for features of networks, most of which say a little.
    /// </summary>
    public static ComparedTrainer LogisticRegression { get; } =
        new(
            "logistic regression",
            [new RealHyperParameter("L2", 0.001, 100, start: 0.1, logarithmic: true), new RealHyperParameter("L1", 0, 0.5, start: 0)],
            (context, p) =>
                Standardised(context)
                    .Append(
                        context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
                            l1Regularization: (float)p.GetDouble("L1"),
                            l2Regularization: (float)p.GetDouble("L2")
                        )
                    )
        );

    /// <summary>
    /// Logistic regression over all classes, by stochastic dual coordinate ascent on standardised features; searches its L2 regularisation.
    /// </summary>
    public static ComparedTrainer Sdca { get; } =
        new(
            "SDCA",
            [new RealHyperParameter("L2", 0.0001, 0.1, start: 0.01, logarithmic: true)],
            (context, p) =>
                Standardised(context)
                    .Append(
                        context.MulticlassClassification.Trainers.SdcaMaximumEntropy(
                            new SdcaMaximumEntropyMulticlassTrainer.Options
                            {
                                L1Regularization = 0,
                                L2Regularization = (float)p.GetDouble("L2"),
                                MaximumNumberOfIterations = 20,
                                NumberOfThreads = 1,
                            }
                        )
                    )
        );

    /// <summary>A linear support vector machine for each class against the rest, on standardised features; searches lambda.</summary>
    public static ComparedTrainer LinearSvm { get; } =
        new(
            "linear SVM",
            [new RealHyperParameter("Lambda", 0.0001, 1, start: 0.01, logarithmic: true)],
            (context, p) =>
                Standardised(context)
                    .Append(
                        context.MulticlassClassification.Trainers.OneVersusAll(
                            context.BinaryClassification.Trainers.LinearSvm(
                                new LinearSvmTrainer.Options { Lambda = (float)p.GetDouble("Lambda"), NumberOfIterations = 50 }
                            )
                        )
                    )
        );

    /// <summary>The nearest neighbours' votes; searches their number, the distance, and whether features are standardised.</summary>
    public static ComparedTrainer NearestNeighbors { get; } =
        new(
            "nearest neighbours",
            [
                new IntegerHyperParameter("Neighbors", 1, 25, start: 5, logarithmic: true),
                new ChoiceHyperParameter(
                    "Distance",
                    [nameof(NeighborDistance.L1), nameof(NeighborDistance.L2), nameof(NeighborDistance.Cosine)],
                    nameof(NeighborDistance.L2)
                ),
                new ChoiceHyperParameter("Scaling", ["none", "standard"], "none"),
            ],
            (context, p) =>
            {
                KNearestNeighborsTrainer trainer = context.MulticlassClassification.Trainers.KNearestNeighbors(
                    new KNearestNeighborsOptions
                    {
                        NumberOfNeighbors = p.GetInt32("Neighbors"),
                        Distance = Enum.Parse<NeighborDistance>(p.GetString("Distance")),
                    }
                );
                return p.GetString("Scaling") == "standard" ? Standardised(context).Append(trainer) : trainer;
            }
        );

    /// <summary>Boosted trees for each class against the rest; searches trees, leaves and learning rate.</summary>
    public static ComparedTrainer FastTree { get; } =
        new(
            "FastTree",
            [
                new IntegerHyperParameter("Trees", 20, 200, start: 60, logarithmic: true),
                new IntegerHyperParameter("Leaves", 4, 32, start: 12, logarithmic: true),
                new RealHyperParameter("LearningRate", 0.05, 0.4, start: 0.2, logarithmic: true),
            ],
            (context, p) =>
                context.MulticlassClassification.Trainers.OneVersusAll(
                    context.BinaryClassification.Trainers.FastTree(
                        new FastTreeBinaryTrainer.Options
                        {
                            NumberOfTrees = p.GetInt32("Trees"),
                            NumberOfLeaves = p.GetInt32("Leaves"),
                            LearningRate = p.GetDouble("LearningRate"),
                            MinimumExampleCountPerLeaf = 5,
                            NumberOfThreads = 1,
                        }
                    )
                )
        );

    /// <summary>A random forest for each class against the rest; searches trees and leaves.</summary>
    public static ComparedTrainer FastForest { get; } =
        new(
            "FastForest",
            [
                new IntegerHyperParameter("Trees", 50, 300, start: 100, logarithmic: true),
                new IntegerHyperParameter("Leaves", 8, 64, start: 20, logarithmic: true),
            ],
            (context, p) =>
                context.MulticlassClassification.Trainers.OneVersusAll(
                    context.BinaryClassification.Trainers.FastForest(
                        new FastForestBinaryTrainer.Options
                        {
                            NumberOfTrees = p.GetInt32("Trees"),
                            NumberOfLeaves = p.GetInt32("Leaves"),
                            MinimumExampleCountPerLeaf = 5,
                            NumberOfThreads = 1,
                        }
                    )
                )
        );

    /// <summary>Boosted trees over all classes at once, by LightGBM; searches trees, leaves and learning rate.</summary>
    public static ComparedTrainer LightGbm { get; } =
        new(
            "LightGBM",
            [
                new IntegerHyperParameter("Trees", 20, 200, start: 60, logarithmic: true),
                new IntegerHyperParameter("Leaves", 4, 32, start: 12, logarithmic: true),
                new RealHyperParameter("LearningRate", 0.03, 0.3, start: 0.1, logarithmic: true),
            ],
            (context, p) =>
                context.MulticlassClassification.Trainers.LightGbm(
                    new LightGbmMulticlassTrainer.Options
                    {
                        NumberOfIterations = p.GetInt32("Trees"),
                        NumberOfLeaves = p.GetInt32("Leaves"),
                        LearningRate = p.GetDouble("LearningRate"),
                        MinimumExampleCountPerLeaf = 5,
                        NumberOfThreads = 1,
                    }
                )
        )
        {
            WhyUnavailable = () =>
                NativeLibrary.TryLoad("lib_lightgbm", typeof(LightGbmMulticlassTrainer).Assembly, null, out _)
                    ? null
                    : $"its native library lib_lightgbm could not be opened on {RuntimeInformation.RuntimeIdentifier}; package LightGBM, "
                        + "which Microsoft.ML.LightGbm brings, has it for Linux, Windows and macOS on x64.",
        };

    /// <summary>The trainers that are tried where nothing else is said, the quick ones first.</summary>
    public static IReadOnlyList<ComparedTrainer> Defaults { get; } =
    [LogisticRegression, LinearSvm, NearestNeighbors, Sdca, LightGbm, FastForest, FastTree];

    /// <summary>Scaled once, and not again in each of the trainer's passes.</summary>
    private static EstimatorChain<NormalizingTransformer> Standardised(MLContext context) =>
        new EstimatorChain<ITransformer>()
            .Append(context.Transforms.NormalizeMeanVariance("Features", fixZero: false))
            .AppendCacheCheckpoint(context);
}
