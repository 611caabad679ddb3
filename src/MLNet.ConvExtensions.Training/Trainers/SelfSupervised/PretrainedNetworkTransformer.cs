using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stages.Trained;

namespace MLNet.ConvExtensions;

/// <summary>
/// Adds a column of features of a network that was trained without labels. Lazy: images are read and computed, a few ahead, when a cursor
/// asks for the features.
/// </summary>
public sealed class PretrainedNetworkTransformer : ITransformer, IStageSequence, IDisposable
{
    private readonly ITransformer _stage;

    internal PretrainedNetworkTransformer(
        OnnxNetwork network,
        OnnxNetwork pretext,
        TrainedStageSettings settings,
        string outputColumn,
        TrainingHistory history
    )
    {
        Network = new NetworkExport { Task = "Features", Preprocessing = settings.Preprocessing }.Write(network);
        PretextNetwork = pretext;
        History = history;
        FeatureCount = (int)network.Outputs[0].Shape![1]!;
        Backbone = CreateBackbone(network, settings);
        _stage = settings.CreateStage(network, outputColumn);
    }

    /// <summary>The trained network up to the features: [N, C, H, W] to [N, features].</summary>
    public OnnxNetwork Network { get; }

    /// <summary>
    /// The whole network as it was trained: an autoencoder gives images as its input has them, [N, C, H, W]; otherwise there are four
    /// logits for 0 to 270 degrees, or the projection that is compared.
    /// </summary>
    public OnnxNetwork PretextNetwork { get; }

    /// <summary>
    /// The trained network with its preprocessing, for <c>ConvFeatures</c> and for fine-tuning. One of grey images takes colours where it
    /// was trained on images.
    /// </summary>
    public Backbone Backbone { get; }

    /// <summary>The values of every epoch.</summary>
    public TrainingHistory History { get; }

    /// <summary>Length of the vector of features.</summary>
    public int FeatureCount { get; }

    IEnumerable<ITransformer> IStageSequence.Stages => [_stage];

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The input's schema with the column of features added; a column of the same name is hidden by it.</summary>
    /// <param name="inputSchema">The input's schema, which must hold the column of images.</param>
    /// <returns>The schema of what <see cref="Transform"/> returns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _stage.GetOutputSchema(inputSchema);
    }

    /// <summary>The input with the column of features. Nothing is read yet.</summary>
    /// <param name="input">Data with a column of images, in whichever form; pixels where Fit saw pixels.</param>
    /// <returns>The data with the features.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _stage.Transform(input);
    }

    /// <summary>Lets go of the network's session. May be called twice.</summary>
    public void Dispose() => ((IDisposable)_stage).Dispose();

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _stage.GetRowToRowMapper(inputSchema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        _stage.Save(ctx);
    }

    private static Backbone CreateBackbone(OnnxNetwork network, TrainedStageSettings settings)
    {
        // Vectors went into the network as they are.
        ImageInput image = network.GetImageInput();
        BackbonePreprocessing preprocessing =
            settings.Preprocessing
            ?? new BackbonePreprocessing
            {
                Width = (int)image.Width!,
                Height = (int)image.Height!,
                CropFraction = 1,
                Scale = 1,
                Mean = [0, 0, 0],
                StandardDeviation = [1, 1, 1],
            };
        OnnxNetwork colours = settings.IsVector ? network : network.WithColors();
        string name = network.Name.Length == 0 ? "pretrained" : network.Name;
        return Backbone.FromNetwork(name, colours, preprocessing, network.Outputs[0].Name);
    }
}
