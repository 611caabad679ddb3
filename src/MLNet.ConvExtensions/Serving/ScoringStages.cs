using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.Trained;

namespace MLNet.ConvExtensions.Serving;

/// <summary>
/// A model's stages in a row, made fit for single images: to all of them a bad image is an error, and their networks run on the device that
/// was asked for.
/// </summary>
internal sealed class ScoringStages : IDisposable
{
    private readonly List<IDisposable> _moved = [];
    private readonly ITransformer[] _stages;

    /// <param name="model">The model, which stays as it is and keeps what it owns.</param>
    /// <param name="gpuDeviceId">The device for its networks; null where they are to run where they do.</param>
    /// <param name="fallbackToCpu">Whether they run on the CPU if that device can't be had.</param>
    /// <exception cref="ArgumentException"><paramref name="gpuDeviceId"/> is below 0.</exception>
    /// <exception cref="InvalidOperationException">The device can't be had.</exception>
    public ScoringStages(ITransformer model, int? gpuDeviceId = null, bool fallbackToCpu = false)
    {
        try
        {
            _stages = [.. Flatten(model).Select(stage => Strict(gpuDeviceId is null ? stage : Moved(stage, gpuDeviceId, fallbackToCpu)))];
        }
        catch
        {
            Dispose();
            throw;
        }

        Chain = new TransformerChain<ITransformer>(_stages);
    }

    /// <summary>The stages as one model.</summary>
    public ITransformer Chain { get; }

    /// <summary>The columns that stages of this library read images of, with the forms of images that they were fitted to.</summary>
    public IEnumerable<(string Column, ImageColumnKind Kind)> ImageColumns =>
        _stages
            .Select(StageOf)
            .OfType<RowStage>()
            .Where(stage => !stage.Kind.IsVector())
            .Select(stage => (stage.Settings.InputName, stage.Kind));

    /// <summary>Whether one of the stages reads images, from whatever column: text may be anything.</summary>
    public bool ReadImages => _stages.Any(stage => StageOf(stage) is { } own ? !own.Kind.IsVector() : IsStockStageOfImages(stage));

    /// <summary>What the vectors are that a network that was trained here predicts; null of other models.</summary>
    public OutputNote? Outputs =>
        _stages.Select(TrainedModel.NetworkOf).OfType<OnnxNetwork>().Select(OutputNote.Of).FirstOrDefault(note => note is not null);

    public void Dispose()
    {
        foreach (IDisposable stage in _moved)
            stage.Dispose();
    }

    private static IEnumerable<ITransformer> Flatten(ITransformer model) =>
        StageSequences.Flatten(model).SelectMany(stage => stage is BurstEnsembleTransformer burst ? Flatten(burst.Single) : [stage]);

    private static RowStage? StageOf(ITransformer stage) =>
        stage switch
        {
            ConvFeaturesTransformer conv => conv.Stage,
            HandCraftedFeaturesTransformer handCrafted => handCrafted.Stage,
            CropToDetectionsTransformer crop => crop.Stage,
            DetectObjectsTransformer objects => objects.Stage,
            _ => null,
        };

    /// <summary>Whether it is ML.NET's loader of images, or a mapping of this library that a plainly loaded model has.</summary>
    private static bool IsStockStageOfImages(ITransformer stage) =>
        stage is ImageLoadingTransformer
        || stage.GetType().GenericTypeArguments.Any(type => type.Assembly == typeof(ScoringStages).Assembly);

    private static ITransformer Strict(ITransformer stage) =>
        stage switch
        {
            ConvFeaturesTransformer conv => conv.Strict(),
            HandCraftedFeaturesTransformer handCrafted => handCrafted.Strict(),
            CropToDetectionsTransformer crop => crop.Strict(),
            DetectObjectsTransformer objects => objects.Strict(),
            _ => stage,
        };

    private ITransformer Moved(ITransformer stage, int? gpuDeviceId, bool fallbackToCpu)
    {
        ITransformer moved = stage switch
        {
            ConvFeaturesTransformer conv => conv.OnDevice(gpuDeviceId, fallbackToCpu),
            NetworkStage network => network.OnDevice(gpuDeviceId, fallbackToCpu),
            CropToDetectionsTransformer crop => crop.OnDevice(gpuDeviceId, fallbackToCpu),
            DetectObjectsTransformer objects => objects.OnDevice(gpuDeviceId, fallbackToCpu),
            _ => stage,
        };
        if (moved != stage)
            _moved.Add((IDisposable)moved);
        return moved;
    }
}
