using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Rows;

/// <summary>
/// What one thread needs to compute rows: to turn images into planes of pixels, and to compute on these. The pixels belong to the
/// thread, not to the rows that wait: written and read by one core at once, they stay in that core's cache.
/// </summary>
internal sealed class RowWorkspace(IRowBatch batch, ImageWorkspace? images = null) : IDisposable
{
    public IRowBatch Batch { get; } = batch;

    /// <summary>Null where rows are vectors that are no images: they are taken as they are.</summary>
    public ImageWorkspace? Images { get; } = images;

    public void Dispose() => Batch.Dispose();
}
