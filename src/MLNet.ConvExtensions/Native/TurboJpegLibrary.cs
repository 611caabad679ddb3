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

    private const DllImportSearchPath Places =
        DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.ApplicationDirectory | DllImportSearchPath.System32;

    private static readonly Lazy<TurboJpegLibrary?> Found = new(Find);

    private TurboJpegLibrary(string name, IntPtr library)
    {
        Name = name;
        // In every version from 2.0 on, which also tells warnings from errors.
        NativeLibrary.GetExport(library, "tjGetErrorCode");
        Create = (delegate* unmanaged[Cdecl]<IntPtr>)NativeLibrary.GetExport(library, "tjInitDecompress");
        Destroy = (delegate* unmanaged[Cdecl]<IntPtr, int>)NativeLibrary.GetExport(library, "tjDestroy");
        ReadHeader = (delegate* unmanaged[Cdecl]<IntPtr, byte*, CULong, int*, int*, int*, int*, int>)
            NativeLibrary.GetExport(library, "tjDecompressHeader3");
        Decompress = (delegate* unmanaged[Cdecl]<IntPtr, byte*, CULong, byte*, int, int, int, int, int, int>)
            NativeLibrary.GetExport(library, "tjDecompress2");
    }

    /// <summary>The library; null where there is none, or the application doesn't want it.</summary>
    /// <exception cref="NativeLibraryException">The application insists on it, and it can't be used.</exception>
    public static TurboJpegLibrary? Current => Found.Value;

    /// <summary>The file that was opened.</summary>
    public string Name { get; }

    public delegate* unmanaged[Cdecl]<IntPtr> Create { get; }

    public delegate* unmanaged[Cdecl]<IntPtr, int> Destroy { get; }

    public delegate* unmanaged[Cdecl]<IntPtr, byte*, CULong, int*, int*, int*, int*, int> ReadHeader { get; }

    public delegate* unmanaged[Cdecl]<IntPtr, byte*, CULong, byte*, int, int, int, int, int, int> Decompress { get; }

    private static string[] Names =>
        OperatingSystem.IsWindows() ? ["turbojpeg.dll"]
        : OperatingSystem.IsMacOS() ? ["libturbojpeg.dylib", "libturbojpeg.0.dylib"]
        : ["libturbojpeg.so.0", "libturbojpeg.so"];

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
        using var decompressor = new TurboJpegDecompressor(this);
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
                !decompressor.TryDecompress(encoded.AsSpan(), (width, height), (size.Width, size.Height), ours)
                || !ours.AsSpan(0, length).SequenceEqual(theirs.AsSpan(0, length))
            )
                return false;
        }

        return true;
    }
}
