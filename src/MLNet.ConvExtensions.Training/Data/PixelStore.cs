using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// The decoded images of one size: in a file of this training's own and, where another process has the folder's file at the moment, what
/// that held when it was opened. For several threads at once.
/// </summary>
/// <param name="own">The file that is written; null where none can be.</param>
/// <param name="shared">A file that is only read; null for none.</param>
/// <param name="isNamed">Whether images have keys, by which they are found again.</param>
/// <param name="logger">Hears once that the file can't be written.</param>
internal sealed class PixelStore(PixelFile? own, PixelFile? shared, bool isNamed, ILogger? logger) : IDisposable
{
    // A place is a record of the own file, or the complement of one of the shared file.
    private readonly Dictionary<UInt128, int> _sources = IndexOf(own, shared, key => key.Source);
    private readonly Dictionary<UInt128, int> _contents = IndexOf(own, shared, key => key.Content);
    private int _failed;

    /// <summary>Whether images are found again by what they are; otherwise every one is new.</summary>
    public bool IsNamed => isNamed;

    public long KeptBytes => (own?.KeptBytes ?? 0) + (shared?.KeptBytes ?? 0);

    /// <summary>The place of an image by its source alone.</summary>
    public int? FindSource(ImageKey key) => _sources.TryGetValue(key.Source, out int place) ? place : null;

    /// <summary>The place of an image by its content, which has the key's source from now on.</summary>
    public int? FindContent(ImageKey key)
    {
        if (!_contents.TryGetValue(key.Content, out int place))
            return null;
        if (place < 0 || key.Source == default)
            return place;
        try
        {
            own!.SetSource(place, key.Source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            Fail(e);
        }

        return place;
    }

    /// <summary>Reads an image; false if it is damaged.</summary>
    public bool TryRead(int place, Span<float> pixels) => place >= 0 ? own!.TryRead(place, pixels) : shared!.TryRead(~place, pixels);

    /// <summary>Keeps an image.</summary>
    /// <returns>Its place; null if it can't be kept: it is decoded whenever it is needed.</returns>
    public int? Add(ImageKey key, ReadOnlySpan<float> pixels)
    {
        if (own is null || Volatile.Read(ref _failed) > 0)
            return null;
        try
        {
            return own.Add(key, pixels);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            Fail(e);
            return null;
        }
    }

    public void Dispose()
    {
        own?.Dispose();
        shared?.Dispose();
    }

    // A file that is larger than the file system allows is out of range.
    private void Fail(Exception e)
    {
        if (Interlocked.Exchange(ref _failed, 1) > 0)
            return;
        logger?.LogWarning(
            "No more decoded images can be kept, since their file can't be written: {Reason} Those beyond are decoded in each epoch.",
            e.Message
        );
    }

    // Of several the last counts: one that was found damaged was added again.
    private static Dictionary<UInt128, int> IndexOf(PixelFile? own, PixelFile? shared, Func<ImageKey, UInt128> part)
    {
        var index = new Dictionary<UInt128, int>();
        for (int record = 0; record < shared?.Keys.Count; record++)
            index[part(shared.Keys[record])] = ~record;
        for (int record = 0; record < own?.Keys.Count; record++)
            index[part(own.Keys[record])] = record;
        index.Remove(default);
        return index;
    }
}
