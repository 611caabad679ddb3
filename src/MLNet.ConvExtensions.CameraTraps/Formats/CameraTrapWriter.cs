using MLNet.ConvExtensions.CameraTraps.Formats;

namespace MLNet.ConvExtensions;

/// <summary>
/// Writes what was found in photos, one after the other: memory doesn't grow with the photos but by the few bytes that tell whether one
/// comes twice. What it writes is there as a whole once <see cref="Complete"/> returns; a writer that is disposed before leaves nothing,
/// and what was there before stays.
/// </summary>
public abstract class CameraTrapWriter : IDisposable
{
    private readonly MediaCheck _check;
    private bool _isOver,
        _isDisposed;

    private protected CameraTrapWriter(MediaCheck check) => _check = check;

    /// <summary>How many photos have been written.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Looks at all photos that are to be written, before anything is computed of them: whatever <see cref="Append"/> would refuse is
    /// refused here. The writer stays as it is.
    /// </summary>
    /// <param name="media">The photos in their order.</param>
    /// <exception cref="ArgumentException">The format can't hold one of them. The message names it.</exception>
    public void Check(IEnumerable<CameraTrapMedia> media)
    {
        ArgumentNullException.ThrowIfNull(media);
        MediaCheck check = _check.Fresh();
        foreach (CameraTrapMedia one in media)
            check.Add(one);
    }

    /// <summary>Writes a photo.</summary>
    /// <param name="image">The photo, with what was found in it.</param>
    /// <exception cref="ArgumentException">The format can't hold it: the message names the photo and what is wrong.</exception>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="InvalidOperationException">The writer is complete, or disposed.</exception>
    public void Append(CameraTrapImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        RequireOpen();
        ImageCheck.Require(image);
        _check.Add(image.Media);
        Write(image);
        Count++;
    }

    /// <summary>Writes what is left, and puts it all in its place.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="InvalidOperationException">The writer is complete, or disposed.</exception>
    public void Complete()
    {
        RequireOpen();
        _isOver = true;
        Finish();
    }

    /// <summary>Drops what isn't complete.</summary>
    public void Dispose()
    {
        _isOver = true;
        if (!_isDisposed)
            Drop();
        _isDisposed = true;
        GC.SuppressFinalize(this);
    }

    private protected abstract void Write(CameraTrapImage image);

    private protected abstract void Finish();

    /// <summary>Closes what is open, and deletes what isn't complete; after <see cref="Finish"/>, nothing.</summary>
    private protected abstract void Drop();

    private void RequireOpen()
    {
        if (_isOver)
            throw new InvalidOperationException("The writer is complete or disposed; nothing more can be written.");
    }
}
