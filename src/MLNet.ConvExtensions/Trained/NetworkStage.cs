using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Features;

namespace MLNet.ConvExtensions.Trained;

/// <summary>Adds the column of what a network says of vectors: the first of the stages that make up a trained network. It is saved as a graph.</summary>
internal sealed class NetworkStage : ITransformer, IDisposable
{
    private readonly NetworkEngine _engine;
    private readonly ImageStage _stage;

    public NetworkStage(OnnxNetwork network, TrainedStageSettings settings, string outputColumn)
    {
        _engine = new NetworkEngine(network, settings, outputColumn);
        _stage = new ImageStage(_engine.Options.Settings, ImageColumnKind.Pixels, _engine, cache: null);
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
        OnnxNetwork network = _engine.Network.AsSingleRow(_engine.Width).WithoutHalfWeights();
        network = network.Rename(network.Inputs[0].Name, features).Rename(network.Outputs[0].Name, found);
        IDataView empty = StockChain.Empty(
            context, _stage.Settings.InputName, ImageColumnKind.Pixels, new VectorDataViewType(NumberDataViewType.Single, _engine.PixelCounts[0]));
        using var model = new MemoryStream(network.ToBytes(), writable: false);
        using TransformerChain<ITransformer> chain = new EstimatorChain<ITransformer>()
            .Append((IEstimator<ITransformer>)context.Transforms.CopyColumns(features, _stage.Settings.InputName))
            .Append((IEstimator<ITransformer>)context.Transforms.ApplyOnnxModel([found], [features], model))
            .Append((IEstimator<ITransformer>)context.Transforms.CopyColumns(_stage.Settings.OutputName, found))
            .Append((IEstimator<ITransformer>)context.Transforms.DropColumns(features, found))
            .Fit(empty);
        ((ICanSaveModel)chain).Save(ctx);
    }
}
