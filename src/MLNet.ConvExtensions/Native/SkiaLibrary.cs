using SkiaSharp;

namespace MLNet.ConvExtensions.Native;

/// <summary>SkiaSharp's native library, and the version of SkiaSharp that ML.NET's images need.</summary>
internal static class SkiaLibrary
{
    /// <summary>The newest version that ML.NET's image stages run with.</summary>
    internal const string Version = "2.88.9";

    private static volatile bool _open;

    private static string Package =>
        "SkiaSharp.NativeAssets."
        + (
            OperatingSystem.IsWindows() ? "Win32"
            : OperatingSystem.IsMacOS() ? "macOS"
            : "Linux.NoDependencies"
        );

    /// <summary>Makes sure that the native library is there, before anything else of SkiaSharp is used.</summary>
    /// <exception cref="NativeLibraryException">It is missing, or of another version than the managed part.</exception>
    public static void Open()
    {
        if (_open)
            return;
        try
        {
            SKData.Empty.ToArray();
        }
        catch (Exception e) when (e is TypeInitializationException or TypeLoadException or BadImageFormatException)
        {
            throw Explain(e.GetBaseException());
        }

        _open = true;
    }

    /// <summary>What failed, and the package to add.</summary>
    internal static NativeLibraryException Explain(Exception cause) =>
        new(
            cause is DllNotFoundException
                ? $"SkiaSharp's native library is missing in this application: add the package {Package} {Version}."
                : "SkiaSharp's native library in this application doesn't fit its managed part "
                    + $"({cause.Message.ReplaceLineEndings(" ").Trim()}): reference SkiaSharp and {Package} in the same version, "
                    + $"{Version}.",
            cause
        );

    /// <summary>What to say where ML.NET's images call what this SkiaSharp no longer has.</summary>
    internal static NativeLibraryException TooNew(MissingMethodException cause) =>
        new(
            $"ML.NET's images don't run on this application's SkiaSharp {typeof(SKData).Assembly.GetName().Version!.ToString(3)} "
                + $"({cause.Message.TrimEnd('.')}): reference SkiaSharp and {Package} {Version}, "
                + "or give the stage paths or encoded bytes instead of images.",
            cause
        );
}
