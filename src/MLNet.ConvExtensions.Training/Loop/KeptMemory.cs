using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>
/// Lets the process keep the memory that a step frees for the next one, instead of giving it back and having it cleared page by page again,
/// which takes a fifth of a training's time on a CPU. For glibc, which has a setting for it; elsewhere nothing is done. Disposed, what is
/// free is given back.
/// </summary>
internal sealed partial class KeptMemory : IDisposable
{
    // Of glibc's malloc.h.
    private const int TrimThreshold = -1,
        MmapThreshold = -3;

    private const int Large = 1 << 30,
        LargestOfOldVersions = 32 << 20;
    private static readonly Lock Gate = new();
    private static int _users;
    private static bool _there = OperatingSystem.IsLinux();
    private bool _disposed;

    public KeptMemory()
    {
        lock (Gate)
        {
            if (_users++ == 0)
                Set(Large, Large, LargestOfOldVersions);
        }
    }

    public void Dispose()
    {
        lock (Gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (--_users > 0)
                return;
            // What glibc starts with, and what its own adjusting would have come to.
            Set(2 * LargestOfOldVersions, LargestOfOldVersions, LargestOfOldVersions);
            if (_there)
                _ = Trim(0);
        }
    }

    private static void Set(int trim, int map, int mapOfOldVersions)
    {
        if (!_there)
            return;
        try
        {
            _ = Option(TrimThreshold, trim);
            if (Option(MmapThreshold, map) == 0)
                _ = Option(MmapThreshold, mapOfOldVersions);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            _there = false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Option(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
