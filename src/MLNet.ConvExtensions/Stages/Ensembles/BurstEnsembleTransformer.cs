using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Ensembles;

namespace MLNet.ConvExtensions;

/// <summary>
/// Adds what a fitted pipeline says of the rows of a group together. The first cursor that asks for it reads the whole view once; a
/// vector a group, or by <see cref="BurstRule.Smoothing"/> the classes of a group, are kept as long as the view.
/// </summary>
public sealed class BurstEnsembleTransformer : ITransformer, IDisposable
{
    private readonly EnsembleTransformer _single;
    private readonly BurstEnsembleOptions _options;

    internal BurstEnsembleTransformer(EnsembleTransformer single, BurstEnsembleOptions options)
    {
        _single = single;
        _options = options;
    }

    /// <summary>The column whose equal values make a group.</summary>
    public string GroupColumnName => _options.GroupColumnName;

    /// <summary>How the rows of a group become of one mind.</summary>
    public BurstRule Rule => _options.Rule;

    /// <summary>The fitted pipeline, which predicts each row for itself.</summary>
    public ITransformer Member => _single.Members[0];

    internal EnsembleTransformer Single => _single;

    /// <summary>True: a prediction engine takes each row as a group of its own.</summary>
    bool ITransformer.IsRowToRowMapper => ((ITransformer)_single).IsRowToRowMapper;

    /// <summary>The input's schema with the columns that are added.</summary>
    /// <param name="inputSchema">The input's schema.</param>
    /// <returns>The schema of what <see cref="Transform"/> returns.</returns>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _single.GetOutputSchema(inputSchema);

    /// <summary>The input with what is said of its groups. Nothing is read yet.</summary>
    /// <param name="input">Data with the columns that the pipeline needs, and the groups.</param>
    /// <returns>The data with the predictions.</returns>
    /// <exception cref="ArgumentException">The column of groups is missing, or a vector.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ColumnValues.Find(input, GroupColumnName, "group");
        return new BurstView(_single.Transform(input), _options);
    }

    /// <summary>Disposes the pipeline, if it was fitted here. May be called twice.</summary>
    public void Dispose() => _single.Dispose();

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)_single).GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)_single).Save(ctx);
}
