using System.Numerics.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class LbfgsTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    internal LbfgsTrainerBase(IHostEnvironment env, string name, TOptions options, SchemaShape.Column label)
        : base(
            env.Register(name),
            TrainerColumns.Features(options.FeatureColumnName),
            label,
            TrainerColumns.OptionalWeight(options.ExampleWeightColumnName))
    {
        LbfgsTrainerOptions = options;
        Host.CheckUserArg(options.NumberOfThreads is null or > 0, nameof(options.NumberOfThreads), "Must be positive (or empty for default)");
        Host.CheckUserArg(options.L2Regularization >= 0, nameof(options.L2Regularization), "Must be non-negative");
        Host.CheckUserArg(options.L1Regularization >= 0, nameof(options.L1Regularization), "Must be non-negative");
        Host.CheckUserArg(options.OptimizationTolerance > 0, nameof(options.OptimizationTolerance), "Must be positive");
        Host.CheckUserArg(options.HistorySize > 0, nameof(options.HistorySize), "Must be positive");
        Host.CheckUserArg(options.MaximumNumberOfIterations > 0, nameof(options.MaximumNumberOfIterations), "Must be positive");
    }

    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        public float L2Regularization = Defaults.L2Regularization;
        public float L1Regularization = Defaults.L1Regularization;
        public float OptimizationTolerance = Defaults.OptimizationTolerance;
        public int HistorySize = Defaults.HistorySize;
        public int MaximumNumberOfIterations = int.MaxValue;
        public bool Quiet = false;
        public float InitialWeightsDiameter = 0;
        public int? NumberOfThreads;
        public bool DenseOptimizer = false;
        public bool EnforceNonNegativity = Defaults.EnforceNonNegativity;

        protected OptionsBase()
        {
        }

        internal static class Defaults
        {
            public const float L2Regularization = 1;
            public const float L1Regularization = 1;
            public const float OptimizationTolerance = 1e-7f;
            public const int HistorySize = 20;
            public const bool EnforceNonNegativity = false;
        }
    }

    public override TrainerInfo Info { get; } = new();

    private protected TOptions LbfgsTrainerOptions { get; }

    private protected override TModel TrainModelCore(TrainContext context)
    {
        TOptions options = LbfgsTrainerOptions;
        int featureCount = context.TrainingSet.CheckFeatures();
        int biasCount = CountClasses(context.TrainingSet);
        TrainingData data = context.TrainingSet.Read(Host);
        var start = new float[checked(biasCount * (1 + featureCount))];
        if (context.InitialModel != null)
            CopyParameters(context.InitialModel, start, featureCount);
        else if (options.InitialWeightsDiameter > 0)
            Randomize(start, options.InitialWeightsDiameter);

        LinearObjective objective = MakeObjective(data, biasCount, options.NumberOfThreads ?? Environment.ProcessorCount);
        var settings = new MinimizerSettings(
            options.HistorySize, options.OptimizationTolerance, options.MaximumNumberOfIterations, options.EnforceNonNegativity);
        QuasiNewtonMinimizer minimizer = options.L1Regularization > 0
            ? new OrthantWiseMinimizer(objective.Evaluate, start, settings, biasCount, options.L1Regularization / data.Count)
            : new SmoothMinimizer(objective.Evaluate, start, settings);
        (float[] parameters, float loss) = minimizer.Minimize();
        return CreateModel(data, parameters, biasCount, loss);
    }

    /// <returns>The number of classes with weights of their own: 1 in a binary or regression model.</returns>
    private protected abstract int CountClasses(TrainingSet data);

    private protected abstract LinearObjective MakeObjective(TrainingData data, int biasCount, int numberOfThreads);

    /// <summary>Takes the biases and weights of a model, in their order of <see cref="LinearObjective"/>, as the start.</summary>
    private protected abstract void CopyParameters(object model, Span<float> start, int featureCount);

    /// <param name="loss">The mean loss of the parameters on the data, with the regularisation.</param>
    private protected abstract TModel CreateModel(TrainingData data, float[] parameters, int biasCount, float loss);

    /// <param name="nullDeviance">The deviance of a model that knows nothing but how frequent the classes are.</param>
    private protected ModelStatisticsBase ComputeStatistics(TrainingData data, ReadOnlySpan<float> weights, int biasCount, float loss, float nullDeviance)
    {
        int parameterCount = biasCount;
        double sum = 0;
        foreach (float weight in weights)
        {
            if (weight != 0)
                parameterCount++;
            sum += Math.Abs(weight);
        }

        float deviance = (float)(2 * loss * data.SumOfWeights);
        deviance -= TensorPrimitives.SumOfSquares(weights) * LbfgsTrainerOptions.L2Regularization;
        deviance -= (float)sum * LbfgsTrainerOptions.L1Regularization * 2;
        return new ModelStatisticsBase(data.Count, parameterCount, deviance, nullDeviance);
    }

    private void Randomize(float[] start, float diameter)
    {
        for (int i = 0; i < start.Length; i++)
            start[i] = diameter * (Host.Rand.NextSingle() - 0.5f);
    }
}
