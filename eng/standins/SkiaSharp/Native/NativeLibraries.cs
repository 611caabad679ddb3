using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SkiaSharp;

/// <summary>Says which Debian package holds a library that isn't there.</summary>
internal static class NativeLibraries
{
    public const string TurboJpeg = "libturbojpeg.so.0";
    public const string Spng = "libspng.so.0";
    public const string Gif = "libgif.so.7";
    public const string Stb = "libstb.so.0";

#pragma warning disable CA2255 // The resolver has to be there before the first call into a library.
    [ModuleInitializer]
    internal static void Initialize() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
#pragma warning restore CA2255

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (NativeLibrary.TryLoad(name, assembly, searchPath, out IntPtr handle))
            return handle;
        string package = name switch
        {
            TurboJpeg => "libturbojpeg0",
            Spng => "libspng0",
            Gif => "libgif7",
            Stb => "libstb0",
            _ => name,
        };
        throw new DllNotFoundException($"{name} can't be loaded; on Debian it is in the package {package}, which eng/setup.sh installs.");
    }
}
