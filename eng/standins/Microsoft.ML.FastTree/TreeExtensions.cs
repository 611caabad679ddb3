using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

namespace Microsoft.ML;

public static class TreeExtensions
{
    public static FastTreeRegressionTrainer FastTree(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string? exampleWeightColumnName = null,
        int numberOfLeaves = TreeDefaults.NumberOfLeaves,
        int numberOfTrees = TreeDefaults.NumberOfTrees,
        int minimumExampleCountPerLeaf = TreeDefaults.MinimumExampleCountPerLeaf,
        double learningRate = TreeDefaults.LearningRate)
    {
        var options = new FastTreeRegressionTrainer.Options { LearningRate = learningRate };
        Set(options, labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf);
        return catalog.FastTree(options);
    }

    public static FastTreeRegressionTrainer FastTree(this RegressionCatalog.RegressionTrainers catalog, FastTreeRegressionTrainer.Options options)
        => new(EnvironmentOf(catalog, options), options);

    public static FastTreeBinaryTrainer FastTree(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string? exampleWeightColumnName = null,
        int numberOfLeaves = TreeDefaults.NumberOfLeaves,
        int numberOfTrees = TreeDefaults.NumberOfTrees,
        int minimumExampleCountPerLeaf = TreeDefaults.MinimumExampleCountPerLeaf,
        double learningRate = TreeDefaults.LearningRate)
    {
        var options = new FastTreeBinaryTrainer.Options { LearningRate = learningRate };
        Set(options, labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf);
        return catalog.FastTree(options);
    }

    public static FastTreeBinaryTrainer FastTree(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, FastTreeBinaryTrainer.Options options)
        => new(EnvironmentOf(catalog, options), options);

    public static FastForestRegressionTrainer FastForest(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string? exampleWeightColumnName = null,
        int numberOfLeaves = TreeDefaults.NumberOfLeaves,
        int numberOfTrees = TreeDefaults.NumberOfTrees,
        int minimumExampleCountPerLeaf = TreeDefaults.MinimumExampleCountPerLeaf)
    {
        var options = new FastForestRegressionTrainer.Options();
        Set(options, labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf);
        return new(EnvironmentOf(catalog, options), options, sampleLeaves: false);
    }

    public static FastForestRegressionTrainer FastForest(
        this RegressionCatalog.RegressionTrainers catalog, FastForestRegressionTrainer.Options options)
        => new(EnvironmentOf(catalog, options), options, sampleLeaves: true);

    public static FastForestBinaryTrainer FastForest(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string? exampleWeightColumnName = null,
        int numberOfLeaves = TreeDefaults.NumberOfLeaves,
        int numberOfTrees = TreeDefaults.NumberOfTrees,
        int minimumExampleCountPerLeaf = TreeDefaults.MinimumExampleCountPerLeaf)
    {
        var options = new FastForestBinaryTrainer.Options();
        Set(options, labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf);
        return catalog.FastForest(options);
    }

    public static FastForestBinaryTrainer FastForest(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, FastForestBinaryTrainer.Options options)
        => new(EnvironmentOf(catalog, options), options);

    private static void Set(TreeOptions options, string label, string features, string? weight, int leaves, int trees, int minimumExamples)
    {
        options.LabelColumnName = label;
        options.FeatureColumnName = features;
        options.ExampleWeightColumnName = weight;
        options.NumberOfLeaves = leaves;
        options.NumberOfTrees = trees;
        options.MinimumExampleCountPerLeaf = minimumExamples;
    }

    private static IHostEnvironment EnvironmentOf(TrainCatalogBase.CatalogInstantiatorBase catalog, TreeOptions options)
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        Contracts.CheckValue(options, nameof(options));
        return CatalogUtils.GetEnvironment(catalog);
    }
}
