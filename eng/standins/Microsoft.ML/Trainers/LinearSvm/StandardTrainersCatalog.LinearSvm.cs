using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML;

public static partial class StandardTrainersCatalog
{
    public static LinearSvmTrainer LinearSvm(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string? exampleWeightColumnName = null,
        int numberOfIterations = OnlineLinearOptions.OnlineDefault.NumberOfIterations) =>
        catalog.LinearSvm(new LinearSvmTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            NumberOfIterations = numberOfIterations,
        });

    public static LinearSvmTrainer LinearSvm(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, LinearSvmTrainer.Options options)
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        Contracts.CheckValue(options, nameof(options));
        return new LinearSvmTrainer(catalog.GetEnvironment(), options);
    }
}
