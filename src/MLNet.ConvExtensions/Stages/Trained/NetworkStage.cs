using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.Trained;

/// <summary>
/// Adds the column of what a network says of vectors: the first of the stages that make up a trained network. It is saved as a graph.
/// </summary>
internal sealed class NetworkStage : ITransformer, IExportedStage, IDisposable
{
    private readonly NetworkEngine _engine;
    private readonly RowStage _stage;

    /// <param name="network">A network of one input, and one output, [N, width].</param>
    /// <param name="options">The columns, and how it runs.</param>
    public NetworkStage(OnnxNetwork network, ConvFeaturesOptions options)
    {
        _engine = new NetworkEngine(network, options);
        _stage = new RowStage(_engine.Options.Settings, ImageColumnKind.Pixels, _engine, cache: null);
    }

    public ConvFeaturesOptions Options => _engine.Options;

    public OnnxNetwork Network => _engine.Network;

    public bool IsRowToRowMapper => true;

    public string InputColumn => _stage.Settings.InputName;

    public string OutputColumn => _stage.Settings.OutputName;

    /// <summary>The stage out of what it was saved as.</summary>
    /// <param name="stock">The graph that was saved.</param>
    /// <param name="record">What it says of itself.</param>
    /// <param name="configure">Receives the options as they were saved and returns those to use.</param>
    /// <exception cref="FormatException">The record names a tensor that the graph doesn't have.</exception>
    public static NetworkStage Restore(OnnxNetwork stock, TrainedRecord record, Func<ConvFeaturesOptions, ConvFeaturesOptions> configure)
    {
        if (stock.Info(record.Rows).Shape is not { Length: 2 } || stock.Inputs is not [{ Shape.Count: >= 2 }])
            throw new FormatException($"The network '{stock.Name}' has no rows '{record.Rows}'.");
        return new NetworkStage(
            stock.CutAt(record.Rows),
            configure(
                new ConvFeaturesOptions
                {
                    InputColumnName = record.Input,
                    OutputColumnName = record.Output,
                    BadImages = record.Lenient ? BadImageHandling.Missing : BadImageHandling.Throw,
                }
            )
        );
    }

    public IReadOnlyList<OnnxNetwork> ToParts()
    {
        long[] shape = [.. Network.Inputs[0].Shape!.Skip(1).Select(d => d!.Value)];
        return [RowGraphs.FromRow(shape.Aggregate(1L, (product, d) => product * d), [1, .. shape]), Network];
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _stage.GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) => new RowStageView(_stage, input);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new RowStageMapper(_stage, inputSchema);

    /// <summary>The same stage with a session of its own on another device.</summary>
    public NetworkStage OnDevice(int? gpuDeviceId, bool fallbackToCpu) =>
        new(Network, Options with { GpuDeviceId = gpuDeviceId, FallbackToCpu = fallbackToCpu });

    public void Dispose() => _engine.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        var context = new MLContext();
        string features = "TrainedNetwork.Features",
            found = "TrainedNetwork.Found";
        OnnxNetwork network = _engine.Network.AsSingleRow(_engine.Width).WithoutHalfWeights();
        var record = new TrainedRecord(_stage.Settings.InputName, _stage.Settings.OutputName, _engine.Network.Outputs[0].Name)
        {
            Lenient = Options.BadImages == BadImageHandling.Missing,
        };
        network = network
            .Rename(network.Inputs[0].Name, features)
            .Rename(network.Outputs[0].Name, found)
            .WithMetadata(TrainedRecord.Key, record.ToString());
        IDataView empty = EmptyData.Of(
            context,
            _stage.Settings.InputName,
            ImageColumnKind.Pixels,
            new VectorDataViewType(NumberDataViewType.Single, _engine.PixelShapes[0].Length)
        );
        using var stock = new StockModel(context, empty);
        stock.Add(context.Transforms.CopyColumns(features, _stage.Settings.InputName));
        stock.AddNetwork(found, [features], network);
        stock.Add(context.Transforms.CopyColumns(_stage.Settings.OutputName, found), context.Transforms.DropColumns(features, found));
        stock.Save(ctx);
    }
}
