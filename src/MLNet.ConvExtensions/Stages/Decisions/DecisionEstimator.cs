using Microsoft.ML;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions;

/// <summary>
/// Learns a decision from a classifier's predictions for rows of known label. These must be rows that the classifier didn't learn from: on
/// others it is surer than it should be. So fit it on <c>model.Transform(heldOut)</c>, and append what comes out to the model:
/// <c>model.Append(estimator.Fit(model.Transform(heldOut)))</c>.
/// </summary>
/// <typeparam name="TTransformer">What it learns.</typeparam>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes, but for a fixed threshold, a
/// roll-up and a list of possible classes, which look at the schema only</description></item>
/// <item><term>Input column data type</term><description>Score: vector of <see cref="float"/>, one number a class. Label: a key of the same
/// classes; rows without a label, or without scores, are left out</description></item>
/// <item><term>Output column data type</term><description>Score and PredictedLabel as of ML.NET's trainers, and what the method in the
/// catalog says</description></item>
/// <item><term>Saved in a model as</term><description>stock ML.NET stages: it loads without this library</description></item>
/// </list>
/// </remarks>
public sealed class DecisionEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : DecisionTransformer
{
    private readonly Func<IDataView, TTransformer> _fit;
    private readonly Func<SchemaShape, SchemaShape> _shape;

    internal DecisionEstimator(Func<IDataView, TTransformer> fit, Func<SchemaShape, SchemaShape> shape) => (_fit, _shape) = (fit, shape);

    /// <summary>Reads the predictions once, and learns.</summary>
    /// <param name="input">A classifier's predictions for rows that it didn't learn from.</param>
    /// <returns>What was learned. Dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or a column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">The rows don't suffice; the message says what is missing.</exception>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _fit(input);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range, or a column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _shape(inputSchema);
    }
}
