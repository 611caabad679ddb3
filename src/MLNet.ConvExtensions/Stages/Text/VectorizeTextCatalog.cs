using MLNet.ConvExtensions;

namespace Microsoft.ML;

/// <summary>Adds numbers for the words of texts, as networks take them, to <see cref="TransformsCatalog.TextTransforms"/>.</summary>
public static class VectorizeTextCatalog
{
    /// <summary>Turns texts into rows of numbers, one for each word in its place, for <see cref="NetworkBuilder.Embedding"/>.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the new column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="inputColumnName">Name of the column of texts; the output's name if left out.</param>
    /// <param name="length">The numbers of each row: longer texts are cut, shorter ones are filled up with 0.</param>
    /// <param name="maximumTokens">How many different numbers there are at most.</param>
    /// <returns>The estimator.</returns>
    public static VectorizeTextEstimator VectorizeText(
        this TransformsCatalog.TextTransforms catalog,
        string outputColumnName,
        string? inputColumnName = null,
        int length = 64,
        int maximumTokens = 20_000
    ) =>
        catalog.VectorizeText(
            new VectorizeTextOptions
            {
                OutputColumnName = outputColumnName,
                InputColumnName = inputColumnName,
                Length = length,
                MaximumTokens = maximumTokens,
            }
        );

    /// <summary>Turns texts into rows of numbers, one for each word in its place, for <see cref="NetworkBuilder.Embedding"/>.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="options">Columns, length, how many words are known.</param>
    /// <returns>The estimator.</returns>
    public static VectorizeTextEstimator VectorizeText(this TransformsCatalog.TextTransforms catalog, VectorizeTextOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new VectorizeTextEstimator(options);
    }
}
