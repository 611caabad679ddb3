namespace Microsoft.ML.Data;

/// <summary>Deals the rows of a cache out to the cursors that share them, a block at a time.</summary>
internal sealed class CacheBlocks
{
    public const int BlockRows = 64;

    private long _next = -1;

    public long TakeBlock() => Interlocked.Increment(ref _next);
}
