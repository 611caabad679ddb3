using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Model = Microsoft.ML.Trainers.MaximumEntropyModelParameters;

namespace Microsoft.ML.Trainers;

public sealed class LbfgsMaximumEntropyMulticlassTrainer
    : LbfgsTrainerBase<LbfgsMaximumEntropyMulticlassTrainer.Options, MulticlassPredictionTransformer<Model>, Model>
{
    internal LbfgsMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, nameof(LbfgsMaximumEntropyMulticlassTrainer), options, TrainerColumns.KeyLabel(options.LabelColumnName))
    {
    }

    public MulticlassPredictionTransformer<Model> Fit(IDataView trainData, Model modelParameters) =>
        TrainTransformer(trainData, initialModel: modelParameters);

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
        TrainerColumns.OfMulticlassClassifier(inputSchema, LabelColumn.Name);

    private protected override MulticlassPredictionTransformer<Model> MakeTransformer(Model model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name, LabelColumn.Name);

    private protected override int CountClasses(TrainingSet data) => data.CheckMulticlassLabel();

    private protected override LinearObjective MakeObjective(TrainingData data, int biasCount, int numberOfThreads) =>
        new SoftmaxObjective(data, biasCount, LbfgsTrainerOptions.L2Regularization, numberOfThreads);

    private protected override void CopyParameters(object model, Span<float> start, int featureCount)
    {
        VBuffer<float>[] weights = [];
        ((Model)model).GetWeights(ref weights, out int classCount);
        Host.Check(weights[0].Length == featureCount, "The input training data must have the same features used to train the input predictor.");
        Host.Check(start.Length == classCount * (1 + featureCount), "The initialization predictor has different number of classes than the training data.");
        ((Model)model).GetBiases().ToArray().CopyTo(start);
        for (int c = 0; c < classCount; c++)
            weights[c].CopyTo(start.Slice(classCount + c * featureCount, featureCount));
    }

    private protected override Model CreateModel(TrainingData data, float[] parameters, int biasCount, float loss)
    {
        float[][] weights = parameters[biasCount..].Chunk(data.FeatureCount).ToArray();
        ModelStatisticsBase? statistics = LbfgsTrainerOptions.ShowTrainingStatistics
            ? ComputeStatistics(data, parameters.AsSpan(biasCount), biasCount, loss, NullDeviance(data, biasCount))
            : null;
        return new Model(Host, weights, parameters[..biasCount], statistics);
    }

    private static float NullDeviance(TrainingData data, int classCount)
    {
        var prior = new double[classCount];
        for (int i = 0; i < data.Count; i++)
            prior[(int)data.Labels[i]] += data.WeightOf(i);
        return (float)prior.Where(weight => weight > 0).Sum(weight => -2 * weight * Math.Log(weight / data.SumOfWeights));
    }

    public sealed class Options : OptionsBase
    {
        public bool ShowTrainingStatistics = false;
    }
}
