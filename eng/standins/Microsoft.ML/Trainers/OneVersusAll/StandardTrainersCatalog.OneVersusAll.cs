using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML;

public static partial class StandardTrainersCatalog
{
    // As in the real trainer, a missing label is negative whatever imputeMissingLabelsAsNegative says, and the calibrator is
    // one of Platt's, trained for each class, whatever calibrator is given.
    public static OneVersusAllTrainer OneVersusAll<TModel>(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        ITrainerEstimator<BinaryPredictionTransformer<TModel>, TModel> binaryEstimator,
        string labelColumnName = DefaultColumnNames.Label,
        bool imputeMissingLabelsAsNegative = false,
        IEstimator<ISingleFeaturePredictionTransformer<ICalibrator>>? calibrator = null,
        int maximumCalibrationExampleCount = 1000000000,
        bool useProbabilities = true)
        where TModel : class
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        IHostEnvironment env = catalog.GetEnvironment();
        if (binaryEstimator is not ITrainerEstimator<ISingleFeaturePredictionTransformer<IValueMapper<float>>, IValueMapper<float>> trainer)
            throw env.ExceptParam(nameof(binaryEstimator), "Trainer estimator does not appear to produce the right kind of model.");
        return new OneVersusAllTrainer(env, trainer, labelColumnName, maximumCalibrationExampleCount, useProbabilities);
    }
}
