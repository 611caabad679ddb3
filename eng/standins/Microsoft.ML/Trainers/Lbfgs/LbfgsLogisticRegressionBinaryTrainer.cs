using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Model = Microsoft.ML.Calibrators.CalibratedModelParametersBase<
    Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace Microsoft.ML.Trainers;

public sealed class LbfgsLogisticRegressionBinaryTrainer
    : LbfgsTrainerBase<LbfgsLogisticRegressionBinaryTrainer.Options, BinaryPredictionTransformer<Model>, Model>
{
    internal LbfgsLogisticRegressionBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, nameof(LbfgsLogisticRegressionBinaryTrainer), options, TrainerColumns.BooleanLabel(options.LabelColumnName))
    {
    }

    public BinaryPredictionTransformer<Model> Fit(IDataView trainData, LinearModelParameters modelParameters) =>
        TrainTransformer(trainData, initialModel: modelParameters);

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
        TrainerColumns.OfBinaryClassifier(calibrated: true);

    private protected override BinaryPredictionTransformer<Model> MakeTransformer(Model model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name);

    private protected override int CountClasses(TrainingSet data) => 1;

    private protected override LinearObjective MakeObjective(TrainingData data, int biasCount, int numberOfThreads) =>
        new LogisticObjective(data, LbfgsTrainerOptions.L2Regularization, numberOfThreads);

    private protected override void CopyParameters(object model, Span<float> start, int featureCount)
    {
        var linear = (LinearModelParameters)model;
        Host.Check(linear.Weights.Count == featureCount, "The input training data must have the same features used to train the input predictor.");
        start[0] = linear.Bias;
        for (int i = 0; i < featureCount; i++)
            start[i + 1] = linear.Weights[i];
    }

    private protected override Model CreateModel(TrainingData data, float[] parameters, int biasCount, float loss)
    {
        float[] weights = parameters[1..];
        ModelStatisticsBase? statistics = LbfgsTrainerOptions.ShowTrainingStatistics
            ? ComputeStatistics(data, weights, biasCount, loss, NullDeviance(data))
            : null;

        // The scores are log-odds already, so there is nothing to calibrate.
        return new CalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator>(
            new LinearBinaryModelParameters(Host, weights, parameters[0], statistics), new PlattCalibrator(-1, 0));
    }

    private static float NullDeviance(TrainingData data)
    {
        double positive = Enumerable.Range(0, data.Count).Where(i => data.Labels[i] > 0).Sum(i => (double)data.WeightOf(i)) / data.SumOfWeights;
        if (positive is <= 1e-15 or >= 1 - 1e-15)
            return 0;
        return (float)(-2 * data.SumOfWeights * (positive * Math.Log(positive) + (1 - positive) * Math.Log(1 - positive)));
    }

    public sealed class Options : OptionsBase
    {
        public bool ShowTrainingStatistics = false;
    }
}
