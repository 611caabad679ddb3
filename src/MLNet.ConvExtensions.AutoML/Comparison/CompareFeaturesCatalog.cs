using MLNet.ConvExtensions;
using MLNet.ConvExtensions.AutoML.Comparison;

namespace Microsoft.ML;

/// <summary>Adds the comparison of feature sets to <see cref="MLContext"/>.</summary>
public static class CompareFeaturesCatalog
{
    /// <summary>
    /// Finds out which features tell the classes apart best, and by how much. All feature sets get the same number of trials over the same
    /// trainers, hyper-parameters and folds; the chosen pipelines are then cross-validated on new folds and judged on images that no choice
    /// has seen.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="data">Rows with a label and what the feature stages need.</param>
    /// <param name="featureSets">The feature stages, each with a name of its own.</param>
    /// <param name="options">Columns, budget, folds, trainers; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the comparison early; what was found by then is returned.</param>
    /// <returns>Scores, tests, and the best pipeline. Dispose it to let go of the pipeline.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, or two sets have the same name.</exception>
    /// <exception cref="FeatureComparisonException">
    /// The data have too few classes or images, no feature set could be computed, or the budget was over before the first trial was.
    /// </exception>
    public static FeatureComparison CompareFeatures(
        this MLContext context,
        IDataView data,
        IReadOnlyList<FeatureSet> featureSets,
        FeatureComparisonOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(featureSets);
        options ??= new FeatureComparisonOptions();
        options.Validate();
        if (featureSets.Count == 0 || featureSets.DistinctBy(s => s.Name).Count() != featureSets.Count)
            throw new ArgumentException(
                $"The feature sets are {string.Join(", ", featureSets.Select(s => s.Name).DefaultIfEmpty("none"))}; allowed: one or "
                    + "more, each with a name of its own.",
                nameof(featureSets)
            );
        using var job = new ComparisonJob(context, data, featureSets, options, cancellationToken);
        return job.Run();
    }
}
