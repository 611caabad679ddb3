using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>Adds the column of shares: the first of the stages that make up a fitted trainer. It is saved as a graph.</summary>
internal sealed class NeighborShares : ITransformer
{
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
            cache: null);
    }

    public bool IsRowToRowMapper => true;

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
        string features = "KNearestNeighbors.Features", shares = "KNearestNeighbors.Found";
        IDataView empty = EmptyData.Of(
            context, _stage.Settings.InputName, ImageColumnKind.Pixels, new VectorDataViewType(NumberDataViewType.Single, _engine.Table.Dimension));
        using var stock = new StockModel(context, empty);
        stock.Add(context.Transforms.CopyColumns(features, _stage.Settings.InputName));
        stock.AddNetwork(shares, [features], NeighborGraph.Create(_engine.Table, features, shares));
        stock.Add(context.Transforms.CopyColumns(_stage.Settings.OutputName, shares), context.Transforms.DropColumns(features, shares));
        stock.Save(ctx);
    }

    private void Check(DataViewSchema schema) => FeatureColumn.Check(schema, _stage.Settings.InputName, _engine.Table.Dimension);
}
