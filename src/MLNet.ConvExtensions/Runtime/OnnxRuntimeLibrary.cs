using Microsoft.ML.OnnxRuntime;

namespace MLNet.ConvExtensions;

/// <summary>
/// ONNX Runtime's native library, which the application brings. Everything here that runs a network opens it first; a program that makes
/// sessions of its own before can call <see cref="Open"/>, and is told plainly what is missing.
/// </summary>
public static class OnnxRuntimeLibrary
{
    private static volatile bool _open;

    /// <summary>What an application that runs networks on CUDA references.</summary>
    internal static string CudaPackage => CudaPackageFor(typeof(SessionOptions).Assembly.GetName().Version!);

    /// <summary>
    /// Makes sure that it is there and new enough, before anything else of ONNX Runtime is used. Any thread may call it.
    /// </summary>
    /// <exception cref="NativeLibraryException">It is missing, or older than the managed part.</exception>
    public static void Open()
    {
        if (_open)
            return;
        try
        {
            new SessionOptions().Dispose();
        }
        catch (Exception e) when (e is TypeInitializationException or TypeLoadException or BadImageFormatException)
        {
            throw Explain(e.GetBaseException(), typeof(SessionOptions).Assembly.GetName().Version!);
        }

        _open = true;
    }

    /// <summary>What failed, and the package to add.</summary>
    /// <param name="cause">What the managed part threw.</param>
    /// <param name="managed">Its version.</param>
    internal static NativeLibraryException Explain(Exception cause, Version managed)
    {
        string version = managed.ToString(3),
            why = cause.Message.ReplaceLineEndings(" ").Trim();
        string packages = $"the package Microsoft.ML.OnnxRuntime {version}, or for CUDA {CudaPackageFor(managed)}";
        return new NativeLibraryException(
            cause is DllNotFoundException
                ? $"ONNX Runtime's native library is missing in this application: add {packages}."
                : $"ONNX Runtime's native library in this application doesn't fit its managed part, {version} ({why}): "
                    + $"reference {packages}.",
            cause
        );
    }

    private static string CudaPackageFor(Version managed) => $"Microsoft.ML.OnnxRuntime.Gpu of version {managed.ToString(2)}";
}
