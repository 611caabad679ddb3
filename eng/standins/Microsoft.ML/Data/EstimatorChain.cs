using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    public readonly IEstimator<TLastTransformer> LastEstimator;

    private readonly EstimatorLink[] _links;

    public EstimatorChain()
        : this([])
    {
    }

    internal EstimatorChain(EstimatorLink[] links)
    {
        _links = links;
        LastEstimator = (links.LastOrDefault().Estimator as IEstimator<TLastTransformer>)!;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        // A step that doesn't fit is an error before the first one is trained.
        GetOutputSchema(SchemaShape.Create(input.Schema));
        IDataView data = input;
        var transformers = new ITransformer[_links.Length];
        for (int i = 0; i < _links.Length; i++)
        {
            transformers[i] = _links[i].Estimator.Fit(data);
            data = transformers[i].Transform(data);
            if (_links[i].CacheAfter is { } env && i < _links.Length - 1)
                data = new CacheDataView(env, data);
        }

        return new TransformerChain<TLastTransformer>(transformers, _links.Select(link => link.Scope));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        _links.Aggregate(inputSchema, (schema, link) => link.Estimator.GetOutputSchema(schema));

    public EstimatorChain<TNewTrans> Append<TNewTrans>(
        IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        Contracts.CheckValue(estimator, nameof(estimator));
        return new EstimatorChain<TNewTrans>([.. _links, new EstimatorLink(estimator, scope, null)]);
    }

    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        Contracts.CheckValue(env, nameof(env));
        Contracts.Check(_links.Length > 0, "There is nothing to cache yet: the chain has no estimator.");
        return new EstimatorChain<TLastTransformer>([.. _links[..^1], _links[^1] with { CacheAfter = env }]);
    }
}

/// <summary>A step of a chain, and the environment to cache its output with, if it is to be cached.</summary>
internal readonly record struct EstimatorLink(IEstimator<ITransformer> Estimator, TransformerScope Scope, IHostEnvironment? CacheAfter);
