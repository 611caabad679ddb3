using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Options;
using MLNet.ConvExtensions.Training.Trainers.FineTuning;
using MLNet.ConvExtensions.Training.Trainers.SelfSupervised;

namespace MLNet.ConvExtensions;

/// <summary>Trains a network to make features of images, from images without labels.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes: it reads it once, into
/// memory</description></item>
/// <item><term>Input column data type</term><description>Text (paths), vector of <see cref="byte"/> (encoded images),
/// <see cref="Microsoft.ML.Data.MLImage"/>, or vector of <see cref="float"/></description></item>
/// <item><term>Output column data type</term><description>Known-sized vector of <see cref="float"/></description></item>
/// <item><term>Saved in a model as</term><description>stock ML.NET stages with an ONNX graph: it loads without this library and without
/// TorchSharp; only for encoded images it needs this library's decoding</description></item>
/// </list>
/// </remarks>
public sealed class PretrainingEstimator : IEstimator<PretrainedNetworkTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly OnnxNetwork _network;
    private readonly PretrainingOptions _options;

    internal PretrainingEstimator(TransformsCatalog catalog, OnnxNetwork network, PretrainingOptions options)
    {
        _catalog = catalog;
        _network = network;
        _options = options;
    }

    /// <summary>Trains the network.</summary>
    /// <param name="input">Data with images; no other column is read.</param>
    /// <returns>The trained network as a stage that gives features, and as a backbone.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, a column or a row doesn't fit, or there are fewer than two images.
    /// </exception>
    /// <exception cref="OnnxNetworkException">The network doesn't fit the data, or has an operator that can't be trained.</exception>
    /// <exception cref="CheckpointException">A checkpoint can't be read or written, or is of another training.</exception>
    /// <exception cref="InvalidOperationException">The device can't be had, or its memory isn't enough.</exception>
    /// <exception cref="IOException">The <see cref="TrainingRunOptions.ImageCacheFolder"/> can't be used.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public PretrainedNetworkTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Encoder encoder = CreateEncoder();
        TrainingDevice.Open(_options.GpuDeviceId, _options.Logger);
        OnnxNetwork pretext = _options.WithHead(encoder).WithNormalizationMomentum(FineTuneTrainer.MostMomentum);
        // What can't be trained is said before anything is read.
        new TrainableNetwork(pretext).Dispose();
        using TrainingSet set = TrainingSet.ReadUnlabelled(input, pretext, _options.Views, _options);
        (OnnxNetwork trained, TrainingHistory history) = TrainingLoop.Run(
            new TrainingJob
            {
                Network = set.Network,
                Task = _options.Task,
                Source = set.Source,
                Validation = set.Validation,
                Options = _options,
                Identity = set.Identity,
            }
        );
        return new PretrainedNetworkTransformer(encoder.Of(trained), trained, set.Stage, _options.OutputColumnName, history);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or of another type.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't take images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Encoder encoder = CreateEncoder();
        ImageColumn.Check(inputSchema, _options.SourceColumn, encoder.Shape.OfInput);
        return OutputShapes.AddVector(_catalog, inputSchema, _options.OutputColumnName, encoder.Width);
    }

    private Encoder CreateEncoder()
    {
        _options.Validate();
        return new Encoder(_network, _options.Layer, _options.Pooling);
    }
}
