using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.CameraTraps.Events;

namespace MLNet.ConvExtensions;

/// <summary>Adds the names of events to rows.</summary>
public sealed class EventTransformer : ITransformer
{
    private readonly ITransformer _single;
    private readonly string _output;
    private readonly string _deployment;
    private readonly string _timestamp;
    private readonly TimeSpan _gap;

    internal EventTransformer(ITransformer single, string output, string deployment, string timestamp, TimeSpan gap)
    {
        _single = single;
        _output = output;
        _deployment = deployment;
        _timestamp = timestamp;
        _gap = gap;
    }

    /// <summary>True: a prediction engine takes each row as an event of its own.</summary>
    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The input's schema with the column of events.</summary>
    /// <param name="inputSchema">The input's schema.</param>
    /// <returns>The schema of what <see cref="Transform"/> returns.</returns>
    /// <exception cref="ArgumentException">A column is missing, or isn't text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Check(inputSchema, _deployment, _timestamp);
        return EventView.Extend(inputSchema, _output);
    }

    /// <summary>The input with the events of its rows. Nothing is read yet.</summary>
    /// <param name="input">Data with deployments and times.</param>
    /// <returns>The data with the events. Reading it fails with a <see cref="FormatException"/> where a time can't be read.</returns>
    /// <exception cref="ArgumentException">A column is missing, or isn't text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Check(input.Schema, _deployment, _timestamp);
        return new EventView(input, _output, _deployment, _timestamp, _gap);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _single.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)_single).Save(ctx);

    internal static void Check(DataViewSchema schema, params ReadOnlySpan<string> columns)
    {
        foreach (string column in columns)
        {
            DataViewSchema.Column found =
                schema.GetColumnOrNull(column)
                ?? throw new ArgumentException(
                    $"There is no column '{column}'. The data has: {string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => c.Name))}."
                );
            if (found.Type is not TextDataViewType)
                throw new ArgumentException($"The column '{column}' has type {found.Type}; needed: text.");
        }
    }
}
