using Microsoft.ML.OnnxRuntime;

namespace MLNet.ConvExtensions.Runtime;

/// <summary>ONNX Runtime's native library, which the application brings.</summary>
internal static class OnnxRuntimeLibrary
{
    private static volatile bool _open;

    /// <summary>Makes sure that it is there and new enough, before anything else of ONNX Runtime is used.</summary>
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
        string packages =
            $"the package Microsoft.ML.OnnxRuntime {version}, "
            + $"or for CUDA Microsoft.ML.OnnxRuntime.Gpu of version {managed.ToString(2)}";
        return new NativeLibraryException(
            cause is DllNotFoundException
                ? $"ONNX Runtime's native library is missing in this application: add {packages}."
                : $"ONNX Runtime's native library in this application doesn't fit its managed part, {version} ({why}): "
                    + $"reference {packages}.",
            cause
        );
    }
}
