using System.Runtime.InteropServices;
using SkiaSharp;

namespace MLNet.ConvExtensions.Native;

/// <summary>
/// libjpeg-turbo's own interface, TurboJPEG, where the system or the application has it: it decodes JPEG with the processor's vector
/// instructions, which SkiaSharp's library on Linux is built without.
/// </summary>
internal sealed unsafe class TurboJpegLibrary
{
    /// <summary>
    /// The switch by which an application decides: true is an error where the library can't be used, false leaves it alone, and without
    /// one it is used where it is there.
    /// </summary>
    internal const string Switch = "MLNet.ConvExtensions.TurboJpeg";

    // Of turbojpeg.h, the same in versions 2 and 3.
    private const int Rgba = 7,
        AccurateDct = 4096,
        StopOnWarning = 8192,
        Cmyk = 3;

    private const DllImportSearchPath Places =
        DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.ApplicationDirectory | DllImportSearchPath.System32;

    private static readonly Lazy<TurboJpegLibrary?> Found = new(Find);

    private readonly delegate* unmanaged[Cdecl]<IntPtr> _create;
    private readonly delegate* unmanaged[Cdecl]<IntPtr, int> _destroy;
    private readonly delegate* unmanaged[Cdecl]<IntPtr, byte*, CULong, int*, int*, int*, int*, int> _readHeader;
    private readonly delegate* unmanaged[Cdecl]<IntPtr, byte*, CULong, byte*, int, int, int, int, int, int> _decompress;

    private TurboJpegLibrary(string name, IntPtr library)
    {
        Name = name;
        // In every version from 2.0 on, which also tells warnings from errors.
        NativeLibrary.GetExport(library, "tjGetErrorCode");
        _create = (delegate* unmanaged[Cdecl]<IntPtr>)NativeLibrary.GetExport(library, "tjInitDecompress");
        _destroy = (delegate* unmanaged[Cdecl]<IntPtr, int>)NativeLibrary.GetExport(library, "tjDestroy");
        _readHeader = (delegate* unmanaged[Cdecl]<IntPtr, byte*, CULong, int*, int*, int*, int*, int>)
            NativeLibrary.GetExport(library, "tjDecompressHeader3");
        _decompress = (delegate* unmanaged[Cdecl]<IntPtr, byte*, CULong, byte*, int, int, int, int, int, int>)
            NativeLibrary.GetExport(library, "tjDecompress2");
    }

    /// <summary>The library; null where there is none, or the application doesn't want it.</summary>
    /// <exception cref="NativeLibraryException">The application insists on it, and it can't be used.</exception>
    public static TurboJpegLibrary? Current => Found.Value;

    /// <summary>The file that was opened.</summary>
    public string Name { get; }

    private static string[] Names =>
        OperatingSystem.IsWindows() ? ["turbojpeg.dll"]
        : OperatingSystem.IsMacOS() ? ["libturbojpeg.dylib", "libturbojpeg.0.dylib"]
        : ["libturbojpeg.so.0", "libturbojpeg.so"];

    /// <summary>Decodes to red, green, blue and 255. Safe for several threads.</summary>
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
        // A new one each time, which costs next to nothing: one that was used keeps the tables of the file before, and would decode with
        // them a file that has lost its own.
        IntPtr decompressor = _create();
        if (decompressor == IntPtr.Zero)
            return false;
        var length = new CULong((uint)jpeg.Length);
        try
        {
            int width,
                height,
                sampling,
                colours;
            fixed (byte* file = jpeg)
            fixed (byte* start = pixels)
            {
                // The library decides by its own reading of the header how much it writes: it must be ours.
                return _readHeader(decompressor, file, length, &width, &height, &sampling, &colours) == 0
                    && (width, height) == full
                    && colours < Cmyk
                    && _decompress(
                        decompressor,
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
        }
        finally
        {
            _destroy(decompressor);
        }
    }

    private static TurboJpegLibrary? Find()
    {
        bool decided = AppContext.TryGetSwitch(Switch, out bool wanted);
        if (decided && !wanted)
            return null;
        TurboJpegLibrary? library = Open(Names, out string why);
        return library is null && wanted ? throw Missing(why) : library;
    }

    /// <summary>Opens the first library of these names that can be used; else says why there is none.</summary>
    internal static TurboJpegLibrary? Open(IReadOnlyList<string> names, out string why)
    {
        why = $"there is no {string.Join(" and no ", names)}";
        foreach (string name in names)
        {
            if (!NativeLibrary.TryLoad(name, typeof(TurboJpegLibrary).Assembly, Places, out IntPtr handle))
                continue;
            try
            {
                var library = new TurboJpegLibrary(name, handle);
                if (library.AgreesWithSkia())
                    return library;
                why = $"{name} decodes to other pixels than SkiaSharp";
            }
            catch (EntryPointNotFoundException e)
            {
                why = $"{name} is older than version 2.0 of libjpeg-turbo ({e.Message.TrimEnd('.')})";
            }

            NativeLibrary.Free(handle);
        }

        return null;
    }

    internal static NativeLibraryException Missing(string why) =>
        new(
            $"The switch {Switch} is true, and libjpeg-turbo can't be used: {why}. Install it (on Debian libturbojpeg0), put it beside the "
                + "application, or leave the switch out: SkiaSharp then decodes JPEG, to the same pixels."
        );

    /// <summary>Whether a small picture has the same pixels by both, at all scales: a library of this name may be built differently.</summary>
    private bool AgreesWithSkia()
    {
        const int width = 77,
            height = 45;
        using var picture = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var drawn = new Span<byte>((void*)picture.GetPixels(), width * height * 4);
        for (int i = 0; i < drawn.Length; i++)
            drawn[i] = i % 4 == 3 ? byte.MaxValue : (byte)((i * 37 >> (i % 5)) ^ (i / 7));
        using SKData encoded = picture.Encode(SKEncodedImageFormat.Jpeg, quality: 85);
        using SKCodec codec = SKCodec.Create(encoded);
        byte[] ours = new byte[drawn.Length],
            theirs = new byte[drawn.Length];
        for (int divisor = 1; divisor <= 8; divisor *= 2)
        {
            var size = new SKSizeI((width + divisor - 1) / divisor, (height + divisor - 1) / divisor);
            int length = size.Width * size.Height * 4;
            fixed (byte* pixels = theirs)
            {
                var wanted = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
                if (codec.GetPixels(wanted, (IntPtr)pixels) != SKCodecResult.Success)
                    return false;
            }

            if (
                !TryDecompress(encoded.AsSpan(), (width, height), (size.Width, size.Height), ours)
                || !ours.AsSpan(0, length).SequenceEqual(theirs.AsSpan(0, length))
            )
                return false;
        }

        return true;
    }
}
