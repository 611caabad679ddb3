using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Text;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>Adds a column of numbers for the words of texts. Saved, it is a stock ML.NET stage.</summary>
public sealed class VectorizeTextTransformer : ITransformer, IDisposable
{
    private readonly StockModel _stock;

    internal VectorizeTextTransformer(VectorizeTextOptions options, string[] words)
    {
        Options = options;
        Words = words;
        var context = new MLContext();
        _stock = new StockModel(context, EmptyData.Of(context, options.InputName, ImageColumnKind.Path, TextDataViewType.Instance));
        _stock.AddNetwork(
            options.OutputColumnName,
            [options.InputName],
            WordNumbers.Graph(options.InputName, options.OutputColumnName, words, options.Length)
        );
    }

    /// <summary>The words that have numbers, from 2 on, the most frequent first.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>How many different numbers there are: those of the words, 0 for the end and 1 for words that aren't known.</summary>
    public int TokenCount => Words.Count + WordNumbers.First;

    bool ITransformer.IsRowToRowMapper => true;

    internal VectorizeTextOptions Options { get; }

    private ITransformer Stage => _stock.Stages[0];

    /// <summary>The input's schema with the column of numbers added.</summary>
    /// <param name="inputSchema">The input's schema, which must hold the column of texts.</param>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Stage.GetOutputSchema(inputSchema);

    /// <summary>The input with the column of numbers. Nothing is read yet.</summary>
    /// <param name="input">Data with a column of texts.</param>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Stage.Transform(input);
    }

    /// <summary>Frees the session of ONNX Runtime.</summary>
    public void Dispose() => _stock.Dispose();

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Stage.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        Stage.Save(ctx);
    }
}
