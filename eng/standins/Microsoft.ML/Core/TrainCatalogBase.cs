using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public abstract class TrainCatalogBase : IInternalCatalog
{
    private protected TrainCatalogBase(IHostEnvironment env) => Environment = env;

    IHostEnvironment IInternalCatalog.Environment => Environment;

    private protected IHostEnvironment Environment { get; }

    /// <summary>Fits the estimator once a fold and scores what it didn't see; the scores are views, computed when they are read.</summary>
    private protected (ITransformer Model, IDataView Scores, int Fold)[] CrossValidateTrain(
        IDataView data, IEstimator<ITransformer> estimator, int numFolds, string? samplingKeyColumn, int? seed = null)
    {
        Environment.CheckValue(data, nameof(data));
        Environment.CheckValue(estimator, nameof(estimator));
        Environment.CheckParam(numFolds > 1, nameof(numFolds), $"There must be at least 2 folds, but {numFolds} were asked for.");
        var splits = RowSplitting.CrossValidationSplit(Environment, data, numFolds, samplingKeyColumn, seed ?? Environment.GetSettings().Seed);
        var results = new (ITransformer, IDataView, int)[numFolds];
        for (int fold = 0; fold < numFolds; fold++)
        {
            ITransformer model = estimator.Fit(splits[fold].TrainSet);
            IDataView scores = model is ITransformerChainAccessor chain
                ? chain.TransformAll(splits[fold].TestSet)
                : model.Transform(splits[fold].TestSet);
            results[fold] = (model, scores, fold);
        }

        return results;
    }

    public sealed class CrossValidationResult<T>
        where T : class
    {
        public readonly T Metrics;
        public readonly ITransformer Model;
        public readonly IDataView ScoredHoldOutSet;
        public readonly int Fold;

        internal CrossValidationResult(ITransformer model, T metrics, IDataView scores, int fold)
        {
            Model = model;
            Metrics = metrics;
            ScoredHoldOutSet = scores;
            Fold = fold;
        }
    }

    public abstract class CatalogInstantiatorBase : IInternalCatalog
    {
        private protected CatalogInstantiatorBase(TrainCatalogBase catalog) => Owner = catalog;

        internal TrainCatalogBase Owner { get; }

        IHostEnvironment IInternalCatalog.Environment => Owner.Environment;
    }
}
