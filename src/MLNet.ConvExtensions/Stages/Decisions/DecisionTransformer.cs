using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stages.Trained;

namespace MLNet.ConvExtensions;

/// <summary>
/// What a decision makes of the scores of a classifier. It is a chain of ML.NET's own stages and of small networks in ONNX form, reads
/// lazily, and is saved as ML.NET's stages: a saved model loads without this library. Scores that are no finite numbers give missing
/// results.
/// </summary>
public abstract class DecisionTransformer : ITransformer, IStageSequence, IDisposable
{
    private readonly TransformerChain<ITransformer> _chain;

    private protected DecisionTransformer(IReadOnlyList<ITransformer> stages) => _chain = new TransformerChain<ITransformer>([.. stages]);

    IEnumerable<ITransformer> IStageSequence.Stages => _chain;

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The input's schema with what is decided.</summary>
    /// <param name="inputSchema">The schema of a classifier's predictions.</param>
    /// <returns>The schema of what <see cref="Transform"/> returns.</returns>
    /// <exception cref="ArgumentException">A column that is read is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _chain.GetOutputSchema(inputSchema);
    }

    /// <summary>The input with what is decided. Nothing is read yet.</summary>
    /// <param name="input">A classifier's predictions.</param>
    /// <returns>The data with the decisions.</returns>
    /// <exception cref="ArgumentException">A column that is read is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _chain.Transform(input);
    }

    /// <summary>Lets go of the sessions of ONNX Runtime. May be called twice.</summary>
    public void Dispose()
    {
        foreach (NetworkStage stage in _chain.OfType<NetworkStage>())
            stage.Dispose();
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
