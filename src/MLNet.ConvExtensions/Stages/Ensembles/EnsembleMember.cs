using Microsoft.ML;

namespace MLNet.ConvExtensions;

/// <summary>
/// A member of an ensemble with a name for error messages, or one that is fitted already: <c>new EnsembleMember(loadedModel, "last
/// year's")</c>.
/// Estimators can be members as they are.
/// </summary>
public sealed class EnsembleMember : IEstimator<ITransformer>
{
    private readonly IEstimator<ITransformer>? _estimator;
    private readonly ITransformer? _transformer;

    /// <summary>A pipeline that the ensemble fits.</summary>
    /// <param name="estimator">The pipeline, with a trainer at its end.</param>
    /// <param name="name">Its name in error messages.</param>
    public EnsembleMember(IEstimator<ITransformer> estimator, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        _estimator = estimator;
        Name = name;
    }

    /// <summary>A fitted pipeline, which the ensemble uses as it is. Whoever made it disposes it.</summary>
    /// <param name="transformer">The fitted pipeline, with a model at its end.</param>
    /// <param name="name">Its name in error messages.</param>
    public EnsembleMember(ITransformer transformer, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        _transformer = transformer;
        Name = name;
    }

    /// <summary>The name in error messages, if it has one.</summary>
    public string? Name { get; }

    /// <summary>Whether there is nothing to fit.</summary>
    public bool IsFitted => _transformer is not null;

    /// <summary>Fits the pipeline; of a fitted one, the pipeline itself.</summary>
    /// <param name="input">The data to fit on.</param>
    /// <returns>The fitted pipeline.</returns>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _transformer ?? _estimator!.Fit(input);
    }

    /// <summary>The shape of the pipeline's output; a fitted one can't tell it before it sees data, and gives the input's.</summary>
    /// <param name="inputSchema">The input's shape.</param>
    /// <returns>The output's shape.</returns>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _estimator?.GetOutputSchema(inputSchema) ?? inputSchema;
    }
}
