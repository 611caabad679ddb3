using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML;

public static partial class StandardTrainersCatalog
{
    public static SdcaLogisticRegressionBinaryTrainer SdcaLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string? exampleWeightColumnName = null,
        float? l2Regularization = null,
        float? l1Regularization = null,
        int? maximumNumberOfIterations = null) =>
        catalog.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    public static SdcaLogisticRegressionBinaryTrainer SdcaLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, SdcaLogisticRegressionBinaryTrainer.Options options)
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        Contracts.CheckValue(options, nameof(options));
        return new SdcaLogisticRegressionBinaryTrainer(catalog.GetEnvironment(), options);
    }

    public static SdcaNonCalibratedBinaryTrainer SdcaNonCalibrated(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string? exampleWeightColumnName = null,
        ISupportSdcaClassificationLoss? lossFunction = null,
        float? l2Regularization = null,
        float? l1Regularization = null,
        int? maximumNumberOfIterations = null) =>
        catalog.SdcaNonCalibrated(new SdcaNonCalibratedBinaryTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            LossFunction = lossFunction,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    public static SdcaNonCalibratedBinaryTrainer SdcaNonCalibrated(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, SdcaNonCalibratedBinaryTrainer.Options options)
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        Contracts.CheckValue(options, nameof(options));
        return new SdcaNonCalibratedBinaryTrainer(catalog.GetEnvironment(), options);
    }

    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string? exampleWeightColumnName = null,
        float? l2Regularization = null,
        float? l1Regularization = null,
        int? maximumNumberOfIterations = null) =>
        catalog.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, SdcaMaximumEntropyMulticlassTrainer.Options options)
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        Contracts.CheckValue(options, nameof(options));
        return new SdcaMaximumEntropyMulticlassTrainer(catalog.GetEnvironment(), options);
    }

    public static SdcaNonCalibratedMulticlassTrainer SdcaNonCalibrated(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string? exampleWeightColumnName = null,
        ISupportSdcaClassificationLoss? lossFunction = null,
        float? l2Regularization = null,
        float? l1Regularization = null,
        int? maximumNumberOfIterations = null) =>
        catalog.SdcaNonCalibrated(new SdcaNonCalibratedMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Loss = lossFunction,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    public static SdcaNonCalibratedMulticlassTrainer SdcaNonCalibrated(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, SdcaNonCalibratedMulticlassTrainer.Options options)
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        Contracts.CheckValue(options, nameof(options));
        return new SdcaNonCalibratedMulticlassTrainer(catalog.GetEnvironment(), options);
    }
}
