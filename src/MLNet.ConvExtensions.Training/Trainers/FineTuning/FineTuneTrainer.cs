using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Trained;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Options;
using MLNet.ConvExtensions.Training.Trainers.ConvNet;
using MLNet.ConvExtensions.Training.Trainers.FineTuning;

namespace MLNet.ConvExtensions;

/// <summary>
/// Trains a pretrained network on new images: a new head on the backbone's features, and as much of the backbone as the strategy says.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes: it reads it once, into
/// memory</description></item>
/// <item><term>Input column data type</term><description>Label: key, Boolean or <see cref="float"/>, or a vector of the last two. Features: text, vector of
/// <see cref="byte"/>, <see cref="Microsoft.ML.Data.MLImage"/>, or vector of <see cref="float"/></description></item>
/// <item><term>Output column data type</term><description>those of ML.NET's own trainers: Score, PredictedLabel,
/// Probability</description></item>
/// <item><term>Saved in a model as</term><description>stock ML.NET stages with one ONNX graph, as of
/// <see cref="ConvNetTrainer"/></description></item>
/// </list>
/// </remarks>
public sealed class FineTuneTrainer : ITrainerEstimator<ConvNetTransformer, OnnxNetwork>
{
    /// <summary>
    /// ONNX's own momentum, and PyTorch's. Networks that were trained for weeks average over thousands of steps (TF-Slim's MobileNets have
    /// 0.9997): fine-tuning is over before theirs have moved, and what was learned with the batches' statistics is validated with old ones.
    /// </summary>
    internal const float MostMomentum = 0.9f;

    private readonly ModelTask _task;
    private readonly INetworkSource _source;
    private readonly FineTuneOptions _options;

    internal FineTuneTrainer(ModelTask task, INetworkSource source, FineTuneOptions options)
    {
        _task = task;
        _source = source;
        _options = options;
    }

    /// <summary>That features needn't be normalized or cached, to ML.NET.</summary>
    public TrainerInfo Info => TrainerInput.Info;

    /// <summary>Trains the network.</summary>
    /// <param name="input">Data with labels and features.</param>
    /// <returns>The whole network as a stage, with the training's history.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, a column or a row doesn't fit, or the labels don't suffice.
    /// </exception>
    /// <exception cref="OnnxNetworkException">
    /// The backbone doesn't fit the data, or has an operator that can't be trained where that is asked for.
    /// </exception>
    /// <exception cref="CheckpointException">A checkpoint can't be read or written, or is of another training.</exception>
    /// <exception cref="InvalidOperationException">The device can't be had, or its memory isn't enough.</exception>
    /// <exception cref="IOException">The <see cref="TrainingRunOptions.ImageCacheFolder"/> can't be used.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public ConvNetTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Train(input, _options);
    }

    /// <inheritdoc cref="ConvNetTrainer.FindLearningRate"/>
    public LearningRateCurve FindLearningRate(IDataView input, double from = 1e-6, double to = 1, int steps = 200)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RateSearch.Run(_options, from, to, steps, options => Train(input, options).Dispose());
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => TrainerInput.OutputSchema(_task, inputSchema, _options);

    private ConvNetTransformer Train(IDataView input, FineTuneOptions options)
    {
        options.Validate();
        TrainingDevice.Open(options.GpuDeviceId, options.Logger);
        ClassList? classes = _source.ClassesFor(TrainerInput.ClassesOf(_task, input, options), options);
        int outputs = classes?.Count ?? TargetReader.WidthOf(input, options.LabelColumnName, _task) ?? 1;
        InitialNetwork initial = _source.Create(outputs, options);
        initial = initial.With(initial.Network.WithNormalizationMomentum(MostMomentum));
        options = options with { Preprocessing = options.Preprocessing ?? initial.Preprocessing };
        var parts = new LearningParts(DepthStages.Of(initial.Body), options);
        if (options.RestoreBatchNormalization)
        {
            initial = initial.With(RestoredNormalization.Put(initial.Network, [.. parts.Learning]));
            parts = new LearningParts(DepthStages.Of(initial.Body), options);
        }

        TrainedStageSettings stage = TrainingSet.StageOf(input, initial.Network, _task, classes, options);
        stage.Check(initial.Network);
        return FrozenCut.Find(LabelCheck.Check(input, _task, options), initial, parts, options) switch
        {
            null => TrainWhole(input, initial.Network, parts, stage, options),
            { Once: true } cut => TrainOnKept(input, initial.Network, cut.Tensor, parts, stage, options),
            { } cut => TrainBehind(input, initial.Network, cut.Tensor, parts, stage, options),
        };
    }

    private static ConvNetTransformer TrainWhole(
        IDataView input,
        OnnxNetwork whole,
        LearningParts parts,
        TrainedStageSettings stage,
        FineTuneOptions options
    )
    {
        new TrainableNetwork(whole).Dispose();
        using TrainingSet set = TrainingSet.Read(input, whole, stage.Task, stage.Classes, options);
        return Run(set, parts, stage, options, null, null);
    }

    /// <summary>Trains the last part of a network on what the first gives of each image, which is computed once.</summary>
    private static ConvNetTransformer TrainOnKept(
        IDataView input,
        OnnxNetwork whole,
        string cut,
        LearningParts parts,
        TrainedStageSettings stage,
        FineTuneOptions options
    )
    {
        NetworkSplit split = NetworkSplit.At(whole, cut);
        new TrainableNetwork(split.Trained).Dispose();
        using var frozen = new FrozenFeatures(split.Frozen, stage, options.GpuDeviceId);
        FineTuneOptions inner = options with
        {
            FeatureColumnName = FrozenFeatures.Column,
            ValidationSet = options.ValidationSet is null ? null : frozen.Of(options.ValidationSet),
        };
        options.Logger?.LogInformation("Computing what the frozen stages give, {Length} numbers for each image.", frozen.Length);
        if (options.ImageCacheFolder is not null)
            options.Logger?.LogInformation("Each image is read once for that: '{Folder}' isn't needed.", options.ImageCacheFolder);
        using TrainingSet set = TrainingSet.Read(frozen.Of(input), split.Trained, stage.Task, stage.Classes, inner);
        return Run(set, parts, stage, inner, part => NetworkSplit.Join(whole, part), network => NetworkSplit.At(network, cut).Trained);
    }

    /// <summary>Trains the last part of a network on what the first gives of each batch.</summary>
    private static ConvNetTransformer TrainBehind(
        IDataView input,
        OnnxNetwork whole,
        string cut,
        LearningParts parts,
        TrainedStageSettings stage,
        FineTuneOptions options
    )
    {
        NetworkSplit split = NetworkSplit.At(whole, cut);
        new TrainableNetwork(split.Trained).Dispose();
        using var frozen = new FrozenNetwork(split.Frozen, options.EffectiveThreads);
        using TrainingSet images = TrainingSet.Read(input, whole, stage.Task, stage.Classes, options);
        TrainingSet set = images.Behind(split.Trained, source => new FrozenBatches(source, frozen));
        return Run(set, parts, stage, options, part => NetworkSplit.Join(whole, part), network => NetworkSplit.At(network, cut).Trained);
    }

    private static ConvNetTransformer Run(
        TrainingSet set,
        LearningParts parts,
        TrainedStageSettings stage,
        FineTuneOptions options,
        Func<OnnxNetwork, OnnxNetwork>? join,
        Func<OnnxNetwork, OnnxNetwork>? take
    )
    {
        OnnxNetwork network = options.RestoreBatchNormalization
            ? RestoredNormalization.Calibrate(set.Network, set.Source, options)
            : set.Network;
        (OnnxNetwork trained, TrainingHistory history) = TrainingLoop.Run(
            new TrainingJob
            {
                Network = network,
                Task = stage.Task,
                Source = set.Source,
                Validation = set.Validation,
                Options = options,
                Identity = [.. set.Identity, .. parts.Identity],
                Groups = parts.Groups,
                BeforeEpoch = (epoch, _) => parts.Begin(epoch),
                Whole = join,
                Part = take,
            }
        );
        TrainedStageSettings judged = set.StageWith(take?.Invoke(trained) ?? trained, options);
        return new ConvNetTransformer(trained, stage with { Thresholds = judged.Thresholds }, history);
    }
}
