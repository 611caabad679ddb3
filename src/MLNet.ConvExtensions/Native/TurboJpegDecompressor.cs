using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MLNet.ConvExtensions.Native;

/// <summary>Decodes one JPEG after the other with TurboJPEG. Not for several threads at once.</summary>
internal sealed unsafe class TurboJpegDecompressor : SafeHandleZeroOrMinusOneIsInvalid
{
    // Of turbojpeg.h, the same in versions 2 and 3.
    private const int Rgba = 7,
        AccurateDct = 4096,
        StopOnWarning = 8192,
        Cmyk = 3;

    [ThreadStatic]
    private static TurboJpegDecompressor? _ofThread;

    private readonly TurboJpegLibrary _library;

    public TurboJpegDecompressor(TurboJpegLibrary library)
        : base(ownsHandle: true)
    {
        _library = library;
        SetHandle(library.Create());
    }

    /// <summary>This thread's own, which is freed some time after the thread has ended; null where the library isn't used.</summary>
    /// <exception cref="NativeLibraryException">The application insists on the library, and it can't be used.</exception>
    public static TurboJpegDecompressor? OfThread =>
        _ofThread ??= TurboJpegLibrary.Current is { } library ? new TurboJpegDecompressor(library) : null;

    /// <summary>Decodes to red, green, blue and 255.</summary>
    /// <param name="jpeg">The file.</param>
    /// <param name="full">The size that its header says.</param>
    /// <param name="size">The size wanted: the full one, or its half, quarter or eighth, rounded up.</param>
    /// <param name="pixels">Receives the pixels, row by row.</param>
    /// <returns>
    /// False for everything that isn't right: the pixels are then not to be used. The library goes on after errors that it calls warnings,
    /// such as an end that is missing; here they count.
    /// </returns>
    public bool TryDecompress(ReadOnlySpan<byte> jpeg, (int Width, int Height) full, (int Width, int Height) size, Span<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels.Length, checked(4 * size.Width * size.Height), nameof(pixels));
        if (IsInvalid || IsClosed)
            return false;
        var length = new CULong((uint)jpeg.Length);
        int width,
            height,
            sampling,
            colours;
        bool done;
        fixed (byte* file = jpeg)
        fixed (byte* start = pixels)
        {
            // The library decides by its own reading of the header how much it writes: it must be ours.
            done =
                _library.ReadHeader(handle, file, length, &width, &height, &sampling, &colours) == 0
                && (width, height) == full
                && colours < Cmyk
                && _library.Decompress(
                    handle,
                    file,
                    length,
                    start,
                    size.Width,
                    4 * size.Width,
                    size.Height,
                    Rgba,
                    AccurateDct | StopOnWarning
                ) == 0;
        }

        // A handle that has met an error in a header refuses every file after it.
        if (!done)
        {
            _library.Destroy(handle);
            SetHandle(_library.Create());
        }

        GC.KeepAlive(this);
        return done;
    }

    protected override bool ReleaseHandle() => _library.Destroy(handle) == 0;
}
