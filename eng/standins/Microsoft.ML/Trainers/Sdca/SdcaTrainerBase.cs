using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class SdcaTrainerBase<TOptions, TTransformer, TModel> : StochasticTrainerBase<TTransformer, TModel>
    where TOptions : SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private const string NoInstancesMessage = "Training set has 0 instances, aborting training.";

    internal SdcaTrainerBase(IHostEnvironment env, string name, TOptions options, SchemaShape.Column label)
        : base(
            env.Register(name),
            TrainerColumns.Features(options.FeatureColumnName),
            label,
            TrainerColumns.OptionalWeight(options.ExampleWeightColumnName))
    {
        SdcaTrainerOptions = options;
        options.Check(Host);
    }

    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        public float? L2Regularization;
        public float? L1Regularization;
        public int? NumberOfThreads;
        public float ConvergenceTolerance = 0.1f;
        public int? MaximumNumberOfIterations;
        public bool Shuffle = true;
        public int? ConvergenceCheckFrequency;
        public float BiasLearningRate = 0;

        private protected OptionsBase()
        {
        }

        internal virtual void Check(IExceptionContext context)
        {
            context.CheckUserArg(L2Regularization is null or >= 0, nameof(L2Regularization), "L2 constant must be non-negative.");
            context.CheckUserArg(L1Regularization is null or >= 0, nameof(L1Regularization), "L1 threshold must be non-negative.");
            context.CheckUserArg(
                MaximumNumberOfIterations is null or > 0, nameof(MaximumNumberOfIterations), "Max number of iterations must be positive.");
            context.CheckUserArg(
                ConvergenceTolerance is > 0 and <= 1, nameof(ConvergenceTolerance), "Convergence tolerance must be positive and no larger than 1.");
        }
    }

    private protected TOptions SdcaTrainerOptions { get; }

    private protected sealed override TModel TrainModelCore(TrainContext context)
    {
        int classCount = CountClasses(context.TrainingSet);
        TrainingData data = context.TrainingSet.Read(Host, NoInstancesMessage);
        SdcaSolver solver = MakeSolver(data, classCount, MakeSettings(data));
        return CreateModel(solver.Solve());
    }

    /// <returns>The number of classes with weights of their own: 1 in a binary model.</returns>
    private protected abstract int CountClasses(TrainingSet data);

    private protected abstract SdcaSolver MakeSolver(TrainingData data, int classCount, SdcaSettings settings);

    private protected abstract TModel CreateModel((float[] Weights, float Bias)[] classes);

    private SdcaSettings MakeSettings(TrainingData data)
    {
        TOptions options = SdcaTrainerOptions;
        Host.CheckUserArg(
            options.NumberOfThreads is null or > 0, nameof(options.NumberOfThreads), "The number of threads must be either null or a positive integer.");
        int threads = options.NumberOfThreads ?? 1;
        int iterations = options.MaximumNumberOfIterations ?? SdcaSettings.DefaultMaximumNumberOfIterations(data.Count, threads);
        int checkFrequency = options.ConvergenceCheckFrequency ?? threads;
        float l2 = options.L2Regularization ?? SdcaSettings.DefaultL2(data.Count, iterations, threads);
        if (l2 < SdcaSettings.SmallestL2)
        {
            using IChannel channel = Host.Start("SDCA arguments checking");
            channel.Warning($"The L2 regularization constant must be at least {SdcaSettings.SmallestL2}. It was {l2} and has been replaced.");
        }

        return new SdcaSettings
        {
            L2 = Math.Max(l2, SdcaSettings.SmallestL2),
            L1Threshold = options.L1Regularization ?? SdcaSettings.DefaultL1Threshold(data.FeatureCount),
            MaximumNumberOfIterations = iterations,
            CheckFrequency = checkFrequency > 0 ? checkFrequency : int.MaxValue,
            Tolerance = options.ConvergenceTolerance,
            BiasLearningRate = options.BiasLearningRate,
            Shuffle = options.Shuffle,
        };
    }
}
