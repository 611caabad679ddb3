using MLNet.ConvExtensions;

namespace Microsoft.ML;

/// <summary>Events as a stage.</summary>
public static class EventTransformsCatalog
{
    /// <summary>Adds a column of events: photos of one deployment that were taken one shortly after the other.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to add: the event's name, text.</param>
    /// <param name="deploymentColumnName">The column of deployments, text; empty where unknown.</param>
    /// <param name="timestampColumnName">
    /// The column of times, text in the form 2024-05-01T12:30:00, perhaps with a fraction of the second; empty where unknown.
    /// </param>
    /// <param name="gapSeconds">The most seconds from a photo to the next of its event, 0 or more.</param>
    /// <returns>The estimator; its events are the groups of <c>BurstEnsemble</c>.</returns>
    public static EventEstimator AddEvents(
        this TransformsCatalog catalog,
        string outputColumnName = "Event",
        string deploymentColumnName = "Deployment",
        string timestampColumnName = "Timestamp",
        double gapSeconds = 60
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        ArgumentException.ThrowIfNullOrWhiteSpace(deploymentColumnName);
        ArgumentException.ThrowIfNullOrWhiteSpace(timestampColumnName);
        return new EventEstimator(catalog, outputColumnName, deploymentColumnName, timestampColumnName, gapSeconds);
    }
}
