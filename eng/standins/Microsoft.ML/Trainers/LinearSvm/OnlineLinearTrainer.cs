using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class OnlineLinearTrainer<TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private readonly OnlineLinearOptions _options;

    private protected OnlineLinearTrainer(OnlineLinearOptions options, IHostEnvironment env, string name, SchemaShape.Column label)
        : base(env.Register(name), TrainerColumns.Features(options.FeatureColumnName), label)
    {
        _options = options;
        Host.CheckUserArg(options.NumberOfIterations > 0, nameof(options.NumberOfIterations), "must be positive");
        Host.CheckUserArg(options.InitialWeightsDiameter >= 0, nameof(options.InitialWeightsDiameter), "must be non-negative");
    }

    public override TrainerInfo Info { get; } = new(calibration: true);

    public TTransformer Fit(IDataView trainData, LinearModelParameters modelParameters) =>
        TrainTransformer(trainData, initialModel: modelParameters);

    private protected sealed override TModel TrainModelCore(TrainContext context)
    {
        TrainingData data = context.TrainingSet.Read(Host);
        (float[] weights, float bias) = InitialParameters(context.InitialModel as LinearModelParameters, data.FeatureCount);
        (weights, bias) = Train(data, weights, bias, Orders(data.Count, context.TrainingSet.Data.CanShuffle));
        Host.Check(
            VectorMath.AllFinite(weights) && float.IsFinite(bias),
            "The weights/bias contain invalid values (NaN or Infinite). Potential causes: high learning rates, no normalization, high initial weights, etc.");
        return CreateModel(weights, bias);
    }

    /// <param name="orders">The order of the examples in each pass over them.</param>
    private protected abstract (float[] Weights, float Bias) Train(TrainingData data, float[] weights, float bias, IEnumerable<int[]> orders);

    private protected abstract TModel CreateModel(float[] weights, float bias);

    private (float[] Weights, float Bias) InitialParameters(LinearModelParameters? model, int featureCount)
    {
        if (model != null)
        {
            Host.Check(model.Weights.Count == featureCount, $"The model to start from has {model.Weights.Count} features, the training data {featureCount}.");
            return ([.. model.Weights], model.Bias);
        }

        var weights = new float[featureCount];
        if (_options.InitialWeightsDiameter == 0)
            return (weights, 0);
        for (int i = 0; i < weights.Length; i++)
            weights[i] = RandomParameter();
        return (weights, RandomParameter());
    }

    private float RandomParameter() => _options.InitialWeightsDiameter * (Host.Rand.NextSingle() - 0.5f);

    private IEnumerable<int[]> Orders(int count, bool canShuffle)
    {
        for (int iteration = 0; iteration < _options.NumberOfIterations; iteration++)
        {
            int[] order = [.. Enumerable.Range(0, count)];
            if (_options.Shuffle && canShuffle)
                Host.Rand.Shuffle(order);
            yield return order;
        }
    }
}
