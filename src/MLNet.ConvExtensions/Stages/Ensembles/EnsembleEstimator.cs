using Microsoft.ML;

namespace MLNet.ConvExtensions;

/// <summary>Fits several pipelines and combines what they predict.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes, unless all members are fitted
/// already and nothing is learned about them</description></item>
/// <item><term>Input columns</term><description>Those of the members, and the label</description></item>
/// <item><term>Output columns</term><description>As of ML.NET's trainers: Score; with several classes PredictedLabel (a key) beside a Score
/// with a slot a class; with two Probability and PredictedLabel</description></item>
/// <item><term>Saved in a model as</term><description>the members' own stages one after another, with stock stages that combine them; it
/// needs this library to load only if a member does</description></item>
/// </list>
/// Every member sees the input as it is: what one adds or overwrites, another doesn't notice, and it isn't in the output. Members that know
/// the classes in another order, or not all of them, are brought together by the values of their keys. Make estimators by the extension
/// methods of the trainers' catalogs.
/// </remarks>
public abstract class EnsembleEstimator : IEstimator<EnsembleTransformer>
{
    private protected EnsembleEstimator() { }

    /// <summary>Fits the members and what combines them.</summary>
    /// <param name="input">The data to fit on.</param>
    /// <returns>The fitted ensemble. Dispose it when it is no longer needed: it disposes the members that it has fitted.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or there are too few members.</exception>
    /// <exception cref="InvalidOperationException">A member failed, or doesn't fit to the others; the message says which one.</exception>
    public EnsembleTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return FitCore(input);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range, or there are too few members.</exception>
    /// <exception cref="InvalidOperationException">A member can't be fitted to data of this shape; the message says which one.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return GetOutputSchemaCore(inputSchema);
    }

    private protected abstract EnsembleTransformer FitCore(IDataView input);

    private protected abstract SchemaShape GetOutputSchemaCore(SchemaShape inputSchema);
}
