using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>
/// Adds what an ensemble predicts: Score, and for classifiers PredictedLabel and, with two classes, Probability. It is a chain of ML.NET's
/// own stages, reads lazily, in one pass, and is saved as them.
/// </summary>
public sealed class EnsembleTransformer : ITransformer, IStageSequence, IDisposable
{
    private readonly TransformerChain<ITransformer> _chain;
    private readonly IReadOnlyList<IDisposable> _owned;

    internal EnsembleTransformer(
        TransformerChain<ITransformer> chain,
        IReadOnlyList<ITransformer> members,
        IReadOnlyList<float> weights,
        ITransformer? metaModel,
        IEnumerable<ITransformer> notOwned
    )
    {
        _chain = chain;
        Members = members;
        Weights = weights;
        MetaModel = metaModel;
        _owned = [.. chain.Except(notOwned).OfType<IDisposable>()];
    }

    /// <summary>The fitted members.</summary>
    public IReadOnlyList<ITransformer> Members { get; }

    /// <summary>What each member counts; they add up to 1. Empty where another trainer combines them.</summary>
    public IReadOnlyList<float> Weights { get; }

    /// <summary>The model that combines the members, where that is one of another trainer.</summary>
    public ITransformer? MetaModel { get; }

    internal IEnumerable<ITransformer> Stages => _chain;

    IEnumerable<ITransformer> IStageSequence.Stages => _chain;

    bool ITransformer.IsRowToRowMapper => ((ITransformer)_chain).IsRowToRowMapper;

    /// <summary>The input's schema with the columns that are added.</summary>
    /// <param name="inputSchema">The input's schema.</param>
    /// <returns>The schema of what <see cref="Transform"/> returns.</returns>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _chain.GetOutputSchema(inputSchema);
    }

    /// <summary>The input with the ensemble's predictions. Nothing is read yet.</summary>
    /// <param name="input">Data with the columns that the members need.</param>
    /// <returns>The data with the predictions.</returns>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _chain.Transform(input);
    }

    /// <summary>Disposes the members that the ensemble has fitted. May be called twice.</summary>
    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
            owned.Dispose();
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
