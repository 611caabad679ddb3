namespace MLNet.ConvExtensions.Hub;

/// <summary>
/// Lets one process at a time, and one thread of it, write a file of the cache. The lock is an open file, so that it is gone with its
/// owner however that ends; the empty file itself stays, because deleting it would let two others each hold a lock of their own.
/// </summary>
internal sealed class CacheLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _file;

    private CacheLock(FileStream file) => _file = file;

    /// <param name="path">The lock's file.</param>
    /// <param name="waiting">Called once if somebody else has it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<CacheLock> AcquireAsync(string path, Action waiting, CancellationToken cancellation)
    {
        bool told = false;
        while (true)
        {
            try
            {
                return new CacheLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
            {
                if (!told)
                    waiting();
                told = true;
                await Task.Delay(Pause, cancellation).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
