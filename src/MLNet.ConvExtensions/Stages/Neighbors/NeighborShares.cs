using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>Adds the column of shares: the first of the stages that make up a fitted trainer. It is saved as a graph.</summary>
internal sealed class NeighborShares : ITransformer, IExportedStage
{
    // The names of the graph's input and output, which none of its other tensors has.
    private const string Features = "KNearestNeighbors.Features",
        Found = "KNearestNeighbors.Found";

    private readonly NeighborEngine _engine;
    private readonly RowStage _stage;

    public NeighborShares(NeighborTable table, string outputColumn)
    {
        _engine = new NeighborEngine(table);
        _stage = new RowStage(
            new RowStageSettings
            {
                InputName = table.Options.FeatureColumnName,
                OutputName = outputColumn,
                ImageFolder = null,
                BatchSize = _engine.BlockSize,
                NumberOfThreads = table.Options.NumberOfThreads ?? Environment.ProcessorCount,
                // A row without features gets missing scores, as of ML.NET's own trainers.
                BadImages = BadImageHandling.Missing,
                Logger = null,
            },
            ImageColumnKind.Pixels,
            _engine,
            cache: null
        );
    }

    public bool IsRowToRowMapper => true;

    public string InputColumn => _stage.Settings.InputName;

    public string OutputColumn => _stage.Settings.OutputName;

    public IReadOnlyList<OnnxNetwork> ToParts()
    {
        NeighborTable table = _engine.Table;
        return
        [
            RowGraphs.FromRow(table.Dimension, table.Dimension),
            NeighborGraph.Create(table, Features, Found),
            RowGraphs.ToRow(table.ClassCount),
        ];
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Check(inputSchema);
        return _stage.GetOutputSchema(inputSchema);
    }

    public IDataView Transform(IDataView input)
    {
        Check(input.Schema);
        return new RowStageView(_stage, input);
    }

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Check(inputSchema);
        return new RowStageMapper(_stage, inputSchema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        var context = new MLContext();
        IDataView empty = EmptyData.Of(
            context,
            _stage.Settings.InputName,
            ImageColumnKind.Pixels,
            new VectorDataViewType(NumberDataViewType.Single, _engine.Table.Dimension)
        );
        using var stock = new StockModel(context, empty);
        stock.Add(context.Transforms.CopyColumns(Features, _stage.Settings.InputName));
        stock.AddNetwork(Found, [Features], NeighborGraph.Create(_engine.Table, Features, Found));
        stock.Add(context.Transforms.CopyColumns(_stage.Settings.OutputName, Found), context.Transforms.DropColumns(Features, Found));
        stock.Save(ctx);
    }

    private void Check(DataViewSchema schema) => FeatureColumn.Check(schema, _stage.Settings.InputName, _engine.Table.Dimension);
}
