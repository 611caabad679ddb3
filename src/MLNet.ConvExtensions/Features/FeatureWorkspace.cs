namespace MLNet.ConvExtensions.Features;

/// <summary>
/// What one thread needs to compute features: to turn images into planes of pixels, and to compute on these. The pixels belong to the
/// thread, not to the rows that wait: written and read by one core at once, they stay in that core's cache.
/// </summary>
internal sealed class FeatureWorkspace(ImageWorkspace images, IImageBatch batch) : IDisposable
{
    public ImageWorkspace Images { get; } = images;

    public IImageBatch Batch { get; } = batch;

    public void Dispose() => Batch.Dispose();
}
