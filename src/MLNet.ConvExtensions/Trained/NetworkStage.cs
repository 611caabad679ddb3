using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Features;

namespace MLNet.ConvExtensions.Trained;

/// <summary>Adds the column of what the network says: the first of the stages that make up a trained network. It is saved as a graph.</summary>
internal sealed class NetworkStage : ITransformer, IDisposable
{
    private readonly NetworkEngine _engine;
    private readonly ImageStage _stage;

    public NetworkStage(TrainedGraph graph, TrainedStageSettings settings, string outputColumn)
    {
        _engine = new NetworkEngine(graph, settings);
        _stage = new ImageStage(
            new ImageStageSettings
            {
                InputName = settings.FeatureColumnName,
                OutputName = outputColumn,
                ImageFolder = null,
                BatchSize = _engine.BatchSize,
                Parallelism = settings.Parallelism ?? Environment.ProcessorCount,
                BadImages = BadImageHandling.Throw,
                Logger = settings.Logger,
            },
            settings.Kind,
            _engine,
            cache: null);
    }

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _stage.GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) => new ImageStageView(_stage, input);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new ImageStageRowMapper(_stage, inputSchema);

    public void Dispose() => _engine.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        var context = new MLContext();
        string features = "TrainedNetwork.Features", found = "TrainedNetwork.Found";
        IDataView empty = StockChain.Empty(
            context, _stage.Settings.InputName, _stage.Kind, new VectorDataViewType(NumberDataViewType.Single, _engine.PixelCounts[0]));
        using var model = new MemoryStream(_engine.Graph.ToStockBytes(features, found), writable: false);
        using TransformerChain<ITransformer> chain = new EstimatorChain<ITransformer>()
            .Append((IEstimator<ITransformer>)context.Transforms.CopyColumns(features, _stage.Settings.InputName))
            .Append((IEstimator<ITransformer>)context.Transforms.ApplyOnnxModel([found], [features], model))
            .Append((IEstimator<ITransformer>)context.Transforms.CopyColumns(_stage.Settings.OutputName, found))
            .Append((IEstimator<ITransformer>)context.Transforms.DropColumns(features, found))
            .Fit(empty);
        ((ICanSaveModel)chain).Save(ctx);
    }
}
