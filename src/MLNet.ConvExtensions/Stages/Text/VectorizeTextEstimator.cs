using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Text;

namespace MLNet.ConvExtensions;

/// <summary>
/// Turns texts into rows of numbers, one for each word in its place: what Keras's TextVectorization does, without its standardization.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes, it counts
/// words</description></item>
/// <item><term>Input column data type</term><description>Text</description></item>
/// <item><term>Output column data type</term><description>Known-sized vector of <see cref="float"/>: 0 where the text has ended, 1 for a
/// word that isn't known, then 2 for the most frequent word, 3 for the next, ...; of two that are as frequent, the smaller one by its
/// characters comes first</description></item>
/// <item><term>Saved in a model as</term><description>a stock ML.NET stage, which any ML.NET program loads: the words are part of an ONNX
/// graph</description></item>
/// </list>
/// Words are what white space separates; <c>Transforms.Text.NormalizeText</c> before it makes letters small and removes punctuation.
/// </remarks>
public sealed class VectorizeTextEstimator : IEstimator<VectorizeTextTransformer>
{
    private readonly VectorizeTextOptions _options;

    internal VectorizeTextEstimator(VectorizeTextOptions options) => _options = options;

    /// <summary>Counts the words of all rows.</summary>
    /// <param name="input">Data with a column of texts.</param>
    /// <returns>The transformer.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">A text has no word, or none of the words is as frequent as was asked.</exception>
    public VectorizeTextTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        DataViewSchema.Column column = input.Schema.GetColumnOrNull(_options.InputName) ?? throw Missing(input.Schema.Select(c => c.Name));
        if (column.Type is not TextDataViewType)
            throw Wrong($"the column '{_options.InputName}' is {column.Type}; allowed: text");
        Dictionary<string, int> counts = Count(input, column);
        string[] words =
        [
            .. counts
                .Where(c => c.Value >= _options.MinimumCount)
                .OrderByDescending(c => c.Value)
                .ThenBy(c => c.Key, StringComparer.Ordinal)
                .Take(_options.MaximumTokens - WordNumbers.First)
                .Select(c => c.Key),
        ];
        if (words.Length == 0)
            throw new InvalidOperationException(
                counts.Count == 0
                    ? $"The column '{_options.InputName}' has no word in any row."
                    : $"None of the {counts.Count:N0} words of '{_options.InputName}' occurs {_options.MinimumCount:N0} times "
                        + $"({nameof(VectorizeTextOptions)}.{nameof(VectorizeTextOptions.MinimumCount)}); the most frequent one does "
                        + $"{counts.Values.Max():N0} times."
            );
        return new VectorizeTextTransformer(_options, words);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _options.Validate();
        SchemaShape.Column column = inputSchema.FirstOrDefault(c => c.Name == _options.InputName);
        if (column.Name is null)
            throw Missing(inputSchema.Select(c => c.Name));
        if (column.ItemType is not TextDataViewType || column.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw Wrong($"the column '{_options.InputName}' is a {column.Kind} of {column.ItemType}; allowed: text");
        return VectorShape.Of(new MLContext().Transforms, _options.OutputColumnName, _options.Length).GetOutputSchema(inputSchema);
    }

    private static ArgumentOutOfRangeException Wrong(string message) =>
        new(nameof(VectorizeTextOptions.InputColumnName), $"{nameof(VectorizeTextOptions)}: {message}.");

    private ArgumentOutOfRangeException Missing(IEnumerable<string> columns) =>
        Wrong($"there is no column '{_options.InputName}'; the columns are {string.Join(", ", columns.Select(c => $"'{c}'"))}");

    private Dictionary<string, int> Count(IDataView input, DataViewSchema.Column column)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        using DataViewRowCursor cursor = input.GetRowCursor([column]);
        ValueGetter<ReadOnlyMemory<char>> getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        while (cursor.MoveNext())
        {
            getter(ref text);
            string[] words = WordNumbers.Split(text.ToString());
            if (words.Length == 0 && !_options.AllowEmpty)
                throw new InvalidOperationException(
                    $"The text '{_options.InputName}' of row {cursor.Position:N0} has no word. "
                        + $"{nameof(VectorizeTextOptions)}.{nameof(VectorizeTextOptions.AllowEmpty)} makes it a row of zeros."
                );
            foreach (string word in words)
                counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        return counts;
    }
}
