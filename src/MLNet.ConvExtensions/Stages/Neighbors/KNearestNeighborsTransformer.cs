using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>
/// Adds Score (each class's share among a row's neighbours) and PredictedLabel. Lazy: rows are read some blocks ahead, and compared with
/// all rows that were learned, when a cursor asks for them.
/// </summary>
public sealed class KNearestNeighborsTransformer : ISingleFeaturePredictionTransformer<KNearestNeighborsTransformer>, IStageSequence
{
    private readonly TransformerChain<ITransformer> _chain;
    private readonly NeighborSearch _search;
    private readonly int[] _numbers;

    internal KNearestNeighborsTransformer(
        TransformerChain<ITransformer> chain,
        string featureColumnName,
        NeighborSearch search,
        int[] numbers
    ) => (_chain, FeatureColumnName, _search, _numbers) = (chain, featureColumnName, search, numbers);

    /// <summary>Name of the column of features.</summary>
    public string FeatureColumnName { get; }

    /// <summary>Type of the column of features: a vector of <see cref="float"/> of known size.</summary>
    public DataViewType FeatureColumnType => new VectorDataViewType(NumberDataViewType.Single, FeatureCount);

    /// <summary>The number of rows that were learned.</summary>
    public int RowCount => _search.RowCount;

    /// <summary>The number of features of a row.</summary>
    public int FeatureCount => _search.Dimension;

    IEnumerable<ITransformer> IStageSequence.Stages => _chain;

    bool ITransformer.IsRowToRowMapper => true;

    KNearestNeighborsTransformer IPredictionTransformer<KNearestNeighborsTransformer>.Model => this;

    /// <summary>Finds the rows that a prediction goes by: those nearest to some features.</summary>
    /// <param name="features">The features of a row, <see cref="FeatureCount"/> finite numbers.</param>
    /// <param name="count">How many neighbours, 1 to <see cref="RowCount"/>.</param>
    /// <returns>
    /// The neighbours, the nearest first. <see cref="Neighbor.Row"/> counts the rows of the data that the trainer was fitted on, from 0,
    /// those without a label too.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is another number of features, one isn't finite, or the count is out of range.
    /// </exception>
    public IReadOnlyList<Neighbor> FindNeighbors(ReadOnlySpan<float> features, int count) =>
        Array.ConvertAll(_search.Find(features, count), n => n with { Row = _numbers[n.Row] });

    /// <summary>The input's schema with Score and PredictedLabel.</summary>
    /// <param name="inputSchema">The input's schema, with the column of features.</param>
    /// <returns>The schema of what <see cref="Transform"/> returns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of features is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _chain.GetOutputSchema(inputSchema);
    }

    /// <summary>The input with Score and PredictedLabel. Nothing is read yet.</summary>
    /// <param name="input">Data with the column of features.</param>
    /// <returns>The data with the predictions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of features is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _chain.Transform(input);
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
