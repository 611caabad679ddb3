using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Trained;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>
/// Adds what a trained network predicts: Score, and for classifiers PredictedLabel and, with two classes, Probability. Lazy: rows are read
/// some batches ahead, and computed by ONNX Runtime, when a cursor asks for predictions.
/// </summary>
/// <remarks>
/// <para>With several classes, Score holds the classes' probabilities (a softmax) in the order of the label's keys. With two, Score is the
/// logit of true, Probability its sigmoid, and PredictedLabel is true where Score is above 0. Of a regression Score is the number, or the
/// vector of numbers. Of several labels at once Score, Probability and PredictedLabel are vectors with an element for each label: logits,
/// sigmoids, and whether these are above <see cref="Thresholds"/>.</para>
/// <para>It is saved as ML.NET's own stages: a saved model loads without this library (but one over encoded images, which ML.NET can't
/// decode), and then computes row by row.
/// <see cref="Microsoft.ML.ConvFeaturesModelCatalog.LoadWithConvFeatures(Microsoft.ML.ModelOperationsCatalog, string, out Microsoft.ML.DataViewSchema, Func{ConvFeaturesOptions, ConvFeaturesOptions})"/>
/// gives the batches back. For images what is said of <see cref="ConvFeaturesEstimator"/> holds.</para>
/// <para>One ONNX Runtime session serves all cursors and all prediction engines, from any number of threads. Disposing it while cursors are
/// open is safe: they finish with the session they have.</para>
/// </remarks>
public class TrainedNetworkTransformer : ISingleFeaturePredictionTransformer<OnnxNetwork>, IStageSequence, IDisposable
{
    /// <summary>The column of what the network says, which later stages turn into predictions.</summary>
    internal const string Scores = "TrainedNetwork.Scores";

    private readonly TransformerChain<ITransformer> _chain;
    private readonly IDisposable[] _sessions;

    /// <exception cref="ArgumentException">The preprocessing makes images of another size than the network's.</exception>
    /// <exception cref="OnnxNetworkException">
    /// The network doesn't fit the task, or what it is to see, or ONNX Runtime can't compute it.
    /// </exception>
    /// <exception cref="InvalidOperationException">A GPU was asked for and can't be had.</exception>
    internal TrainedNetworkTransformer(OnnxNetwork network, TrainedStageSettings settings)
    {
        Network = settings.Describe(network);
        Settings = settings;
        OnnxNetwork row = OutputNote.Write(TrainedGraph.Create(network, settings), settings);
        int width = (int)row.Outputs[0].Shape![1]!.Value;
        var context = new MLContext();
        IDataView empty = EmptyData.Of(context, Scores, ImageColumnKind.Pixels, new VectorDataViewType(NumberDataViewType.Single, width));
        ITransformer[] behind = [.. StockHeads.Create(context, settings, Scores, width), context.Transforms.DropColumns(Scores).Fit(empty)];
        ITransformer first = TrainedGraph.CreateStage(row, settings, Scores);
        // The stock models own nothing.
        _sessions = [(IDisposable)first, .. behind.OfType<NetworkStage>()];
        _chain = new TransformerChain<ITransformer>([first, .. behind]);
    }

    /// <summary>The trained network.</summary>
    public OnnxNetwork Network { get; }

    /// <summary>Name of the column that the network sees.</summary>
    public string FeatureColumnName => Settings.FeatureColumnName;

    /// <summary>Type of the column that the network sees.</summary>
    public DataViewType FeatureColumnType =>
        Settings.Kind switch
        {
            ImageColumnKind.Path => TextDataViewType.Instance,
            ImageColumnKind.Encoded => new VectorDataViewType(NumberDataViewType.Byte),
            ImageColumnKind.Image => new ImageDataViewType(),
            _ => new VectorDataViewType(
                NumberDataViewType.Single,
                (int)Network.Inputs[0].Shape!.Skip(1).Aggregate(1L, (length, side) => length * side!.Value)
            ),
        };

    /// <summary>
    /// The names of the elements of Score where it is a vector of numbers or of labels: the slot names of the label column. Null where it
    /// had none, or where a row has one class or one number.
    /// </summary>
    public IReadOnlyList<string>? OutputNames => Settings.OutputNames;

    /// <summary>
    /// Of several labels at once, the probability above which each is predicted: those with which F1 was highest on the rows of the
    /// validation, or a half without one. Null where a row has one class or a number.
    /// </summary>
    public IReadOnlyList<float>? Thresholds => Settings.Thresholds;

    OnnxNetwork IPredictionTransformer<OnnxNetwork>.Model => Network;

    internal TrainedStageSettings Settings { get; }

    IEnumerable<ITransformer> IStageSequence.Stages => _chain;

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The input's schema with the predictions.</summary>
    /// <param name="inputSchema">The input's schema, with the column of features.</param>
    /// <returns>The schema of what <see cref="Transform"/> returns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of features is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _chain.GetOutputSchema(inputSchema);
    }

    /// <summary>The input with the predictions. Nothing is read yet.</summary>
    /// <param name="input">Data with the column of features.</param>
    /// <returns>The data with the predictions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of features is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _chain.Transform(input);
    }

    /// <summary>
    /// The same model with a session of its own on another device. Trained on a GPU, a model predicts on the CPU unless it is moved.
    /// </summary>
    /// <param name="gpuDeviceId">The CUDA device; null for the CPU.</param>
    /// <param name="fallbackToCpu">Whether it runs on the CPU, with a warning to the trainer's logger, if the GPU can't be had.</param>
    /// <returns>The model. Dispose it when it is no longer needed; this one stays as it is.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gpuDeviceId"/> is below 0.</exception>
    /// <exception cref="InvalidOperationException">The GPU can't be had, and <paramref name="fallbackToCpu"/> is false.</exception>
    public TrainedNetworkTransformer OnDevice(int? gpuDeviceId, bool fallbackToCpu = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gpuDeviceId ?? 0, nameof(gpuDeviceId));
        return new TrainedNetworkTransformer(Network, Settings with { GpuDeviceId = gpuDeviceId, FallbackToCpu = fallbackToCpu });
    }

    /// <summary>Lets go of the sessions. May be called twice.</summary>
    public void Dispose()
    {
        foreach (IDisposable session in _sessions)
            session.Dispose();
        GC.SuppressFinalize(this);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ((ITransformer)_chain).GetRowToRowMapper(inputSchema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ((ICanSaveModel)_chain).Save(ctx);
    }
}
