using Microsoft.ML;
using Microsoft.ML.Trainers;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Options;
using MLNet.ConvExtensions.Training.Trainers.ConvNet;

namespace MLNet.ConvExtensions;

/// <summary>Trains all weights of a network, from those that it has.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes: it reads it once, into
/// memory</description></item>
/// <item><term>Input column data type</term><description>Label: key, Boolean or <see cref="float"/>, or a vector of the last two. Features: text, vector of
/// <see cref="byte"/>, <see cref="Microsoft.ML.Data.MLImage"/>, or vector of <see cref="float"/></description></item>
/// <item><term>Output column data type</term><description>those of ML.NET's own trainers: Score, PredictedLabel,
/// Probability</description></item>
/// <item><term>Saved in a model as</term><description>stock ML.NET stages with an ONNX graph: it loads without this library and without
/// TorchSharp; only for encoded images it needs this library's decoding</description></item>
/// </list>
/// </remarks>
public sealed class ConvNetTrainer : ITrainerEstimator<ConvNetTransformer, OnnxNetwork>
{
    private readonly ModelTask _task;
    private readonly Func<int, OnnxNetwork> _network;
    private readonly ConvNetOptions _options;

    internal ConvNetTrainer(ModelTask task, Func<int, OnnxNetwork> network, ConvNetOptions options)
    {
        _task = task;
        _network = network;
        _options = options;
    }

    /// <summary>That features needn't be normalized or cached, to ML.NET.</summary>
    public TrainerInfo Info => TrainerInput.Info;

    /// <summary>Trains the network.</summary>
    /// <param name="input">Data with labels and features.</param>
    /// <returns>The trained network as a stage, with the training's history.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, a column or a row doesn't fit, or all labels are the same.
    /// </exception>
    /// <exception cref="OnnxNetworkException">The network doesn't fit the data, or has an operator that can't be trained.</exception>
    /// <exception cref="CheckpointException">A checkpoint can't be read or written, or is of another training.</exception>
    /// <exception cref="InvalidOperationException">The device can't be had, or its memory isn't enough.</exception>
    /// <exception cref="IOException">The <see cref="TrainingRunOptions.ImageCacheFolder"/> can't be used.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public ConvNetTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Train(input, _options);
    }

    /// <summary>
    /// Finds out which learning rates suit: trains a copy of the network for some steps with a rate that grows from step to step, and
    /// records the loss. The options' learning rate, schedule, epochs, validation, callbacks and checkpoint don't matter.
    /// </summary>
    /// <param name="input">Data with labels and features.</param>
    /// <param name="from">The first learning rate, above 0.</param>
    /// <param name="to">The last learning rate, above the first. It isn't reached if the loss explodes before.</param>
    /// <param name="steps">The number of steps, 10 or more.</param>
    /// <returns>The losses by rate, and a rate to train with.</returns>
    /// <exception cref="ArgumentException">An option or argument is out of range, or as in <see cref="Fit"/>.</exception>
    public LearningRateCurve FindLearningRate(IDataView input, double from = 1e-6, double to = 1, int steps = 200)
    {
        ArgumentNullException.ThrowIfNull(input);
        // Images that grow would have their first size in all steps.
        return RateSearch.Run(_options with { ProgressiveResizing = null }, from, to, steps, options => Train(input, options).Dispose());
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => TrainerInput.OutputSchema(_task, inputSchema, _options);

    private ConvNetTransformer Train(IDataView input, ConvNetOptions options)
    {
        options.Validate();
        TrainingDevice.Open(options.GpuDeviceId, options.Logger);
        ClassList? classes = TrainerInput.ClassesOf(_task, input, options);
        int outputs = classes?.Count ?? TargetReader.WidthOf(input, options.LabelColumnName, _task) ?? 1;
        OnnxNetwork network = _network(outputs);
        using TrainingSet set = TrainingSet.Read(input, network, _task, classes, options);
        (OnnxNetwork trained, TrainingHistory history) = TrainingLoop.Run(
            new TrainingJob
            {
                Network = set.Network,
                Task = _task,
                Source = set.Source,
                Validation = set.Validation,
                Options = options,
                Identity = set.Identity,
            }
        );
        return new ConvNetTransformer(trained, set.StageWith(trained, options), history);
    }
}
