namespace MLNet.ConvExtensions.Features;

/// <summary>
/// What one thread needs to compute features: to turn images into the network's input, and to run the network on it. The input belongs to the
/// thread, not to the rows that wait: written and read by one core at once, it stays in that core's cache.
/// </summary>
internal sealed class FeatureWorkspace(FeatureSession session, ConvFeaturesOptions options, int capacity) : IDisposable
{
    public ImageWorkspace Images { get; } = new(session.Network.ImageSize, session.Network.Normalisation, options);

    public FeatureBatch Batch { get; } = new(session, capacity);

    public void Dispose() => Batch.Dispose();
}
