using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNet.ConvExtensions;

/// <summary>Adds the names of events, as <see cref="EventClock"/> forms them.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>No</description></item>
/// <item><term>Input columns</term><description>Deployment and time, text</description></item>
/// <item><term>Output column</term><description>Text</description></item>
/// <item><term>Saved in a model as</term><description>ML.NET's Expression, for which each row is an event of its own, named by its own
/// deployment and time: no stock stage looks at several rows. A prediction engine does the same.</description></item>
/// </list>
/// Rows may come in any order. The first cursor that asks for events reads the two columns once; 20 bytes a row are held as long as the
/// view.
/// </remarks>
public sealed class EventEstimator : IEstimator<EventTransformer>
{
    private readonly ExpressionEstimator _single;
    private readonly string _output;
    private readonly string _deployment;
    private readonly string _timestamp;
    private readonly double _gapSeconds;

    internal EventEstimator(TransformsCatalog catalog, string output, string deployment, string timestamp, double gapSeconds)
    {
        _single = catalog.Expression(output, "(deployment, time) => concat(deployment, \" \", time)", deployment, timestamp);
        _output = output;
        _deployment = deployment;
        _timestamp = timestamp;
        _gapSeconds = gapSeconds;
    }

    /// <summary>Looks at the columns; nothing is learned.</summary>
    /// <param name="input">The data.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentException">A column is missing, or isn't text; the gap is out of range.</exception>
    public EventTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!(_gapSeconds >= 0 && _gapSeconds <= TimeSpan.MaxValue.TotalSeconds / 2))
            throw new ArgumentException(FormattableString.Invariant($"The gap of events is {_gapSeconds} seconds; allowed: 0 or more."));
        EventTransformer.Check(input.Schema, _deployment, _timestamp);
        return new EventTransformer(_single.Fit(input), _output, _deployment, _timestamp, TimeSpan.FromSeconds(_gapSeconds));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A column is missing.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (string column in new[] { _deployment, _timestamp })
        {
            if (!inputSchema.Any(c => c.Name == column))
                throw new ArgumentException(
                    $"There is no column '{column}'. The data has: {string.Join(", ", inputSchema.Select(c => c.Name))}."
                );
        }

        return _single.GetOutputSchema(inputSchema);
    }
}
