using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Where a training keeps decoded images: a file for each size, of no name and gone in the end, or in a folder for later runs. There, only
/// one process at a time adds to a file; others use what is in it, and keep what is missing in a file of no name.
/// </summary>
/// <param name="folder">The folder; null for files of no name.</param>
/// <param name="budget">The bytes that the images of a file may take.</param>
/// <param name="maxImagePixels">The most pixels that an image may have: what another limit let through isn't found.</param>
/// <param name="logger">Hears what can't be kept, and why.</param>
internal sealed class PixelCache(string? folder, long budget, long maxImagePixels, ILogger? logger) : IDisposable
{
    private const int DiskFull = 28;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, PixelStore?> _stores = [];
    private readonly List<FileStream> _locks = [];

    /// <summary>The images of one size; null where none can be kept.</summary>
    /// <param name="kept">What is done to them before they are kept.</param>
    /// <param name="pixels">The bytes of each.</param>
    /// <exception cref="IOException">The folder can't be used, or has another kind of file in the place of one of pixels.</exception>
    public PixelStore? Open(BackbonePreprocessing kept, int pixels)
    {
        if (budget < pixels)
            return null;
        // All else that is done to images is the same for all that are kept.
        string geometry = string.Create(
            CultureInfo.InvariantCulture,
            $"{kept.Width}x{kept.Height}, crop {kept.CropFraction}, {kept.Interpolation}, of images of up to {maxImagePixels} pixels"
        );
        lock (_lock)
        {
            if (!_stores.TryGetValue(geometry, out PixelStore? store))
                _stores[geometry] = store = folder is null ? OpenNameless(pixels, shared: null) : OpenNamed(kept, geometry, pixels);
            return store;
        }
    }

    public void Dispose()
    {
        foreach (PixelStore? store in _stores.Values)
            store?.Dispose();
        _stores.Clear();
        foreach (FileStream held in _locks)
            held.Dispose();
        _locks.Clear();
    }

    private PixelStore? OpenNameless(int pixels, PixelFile? shared)
    {
        PixelFile? own = null;
        try
        {
            string path = Path.Combine(Path.GetTempPath(), $"mlnetconv-pixels-{Guid.NewGuid():N}.tmp");
            SafeFileHandle file = File.OpenHandle(
                path,
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None,
                FileOptions.DeleteOnClose
            );
            // Without a name nothing is left behind by a process that is killed; Windows deletes it by itself.
            if (!OperatingSystem.IsWindows())
                File.Delete(path);
            own = new PixelFile(file, pixels, budget, trims: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger?.LogWarning("Decoded images can't be kept in a temporary file: {Reason} They are decoded in each epoch.", e.Message);
        }

        return own is null && shared is null ? null : new PixelStore(own, shared, isNamed: shared is not null, logger);
    }

    private PixelStore? OpenNamed(BackbonePreprocessing kept, string geometry, int pixels)
    {
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"pixels-{kept.Width}x{kept.Height}-{(ulong)ImageKey.Hash(PixelFileHeader.Create(geometry)):x16}.cache"
        );
        string path = Path.Combine(folder!, name);
        try
        {
            Directory.CreateDirectory(folder!);
            if (TryHold(path + ".lock"))
                return new PixelStore(OpenWhole(path, geometry, pixels), shared: null, isNamed: true, logger);
            logger?.LogInformation("Another training adds to '{Path}' at the moment; this one uses what is in it.", path);
            return OpenNameless(pixels, OpenToRead(path, geometry, pixels));
        }
        catch (IOException e) when (e.HResult is DiskFull or DiskFullOnWindows)
        {
            logger?.LogWarning("Decoded images can't be kept in '{Path}': {Reason} They are decoded in each epoch.", path, e.Message);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new IOException($"The image cache '{path}' ({nameof(TrainingOptions.ImageCacheFolder)}) can't be used: {e.Message}", e);
        }
    }

    /// <summary>Opens a file to add to it, after it was made, or made anew where it is damaged.</summary>
    private PixelFile OpenWhole(string path, string geometry, int pixels)
    {
        byte[] header = PixelFileHeader.Create(geometry);
        SafeFileHandle file = Open(FileMode.OpenOrCreate, FileAccess.ReadWrite);
        try
        {
            byte[] found = ReadStart(file);
            if (!PixelFileHeader.IsOurs(found))
                throw new IOException("it is another kind of file. Name another folder, or delete the file.");
            if (!found.AsSpan().SequenceEqual(header))
            {
                if (found.Length == header.Length)
                    logger?.LogWarning("The image cache '{Path}' is damaged, and is made anew.", path);
                // What others read stays theirs: this is another file of the same name.
                file.Dispose();
                File.Delete(path);
                file = Open(FileMode.CreateNew, FileAccess.ReadWrite);
                RandomAccess.Write(file, header, 0);
            }

            return new PixelFile(file, pixels, budget, trims: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        SafeFileHandle Open(FileMode mode, FileAccess access) =>
            File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Opens a file that another process adds to; null if there is nothing to be used.</summary>
    private static PixelFile? OpenToRead(string path, string geometry, int pixels)
    {
        if (!File.Exists(path))
            return null;
        SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        try
        {
            if (ReadStart(file).AsSpan().SequenceEqual(PixelFileHeader.Create(geometry)))
                return new PixelFile(file, pixels, bytes: 0, trims: false);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }

    private static byte[] ReadStart(SafeFileHandle file)
    {
        var start = new byte[PixelFileHeader.Length];
        int read = RandomAccess.Read(file, start, 0);
        return start[..read];
    }

    private bool TryHold(string path)
    {
        try
        {
            _locks.Add(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }
}
