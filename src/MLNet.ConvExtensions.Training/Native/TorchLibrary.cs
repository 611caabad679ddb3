using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Training.Native;

namespace MLNet.ConvExtensions;

/// <summary>
/// TorchSharp's native library. Everything here that trains opens it first; a program that makes tensors of its own before calls
/// <see cref="Open"/> at its start.
/// </summary>
/// <remarks>
/// TorchSharp 0.107 asks Linux for a libstdc++ of GCC 13. On systems with an older one (Debian 12, Ubuntu 22.04, RHEL 9) libtorch is opened
/// from the application's native files, and then a copy of TorchSharp's small library that asks for what the system has. The copy is in
/// the folder <c>mlnet-conv/native</c> of the user's cache (<c>XDG_CACHE_HOME</c> or <c>~/.cache</c>). Elsewhere nothing is changed.
/// A libtorch elsewhere, such as that of Python's torch with CUDA, takes the place of the application's own where the variable
/// <see cref="FolderVariable"/> names its folder (Linux only).
/// Where libtorch's oneDNN computes wrong convolutions, since the processor doesn't say how large its caches are, it is set right.
/// </remarks>
public static class TorchLibrary
{
    /// <summary>
    /// The environment variable that names the folder of the libtorch to use: <c>MLNET_CONV_LIBTORCH</c>. It is read when the library is
    /// opened, and one that can't be used is an error.
    /// </summary>
    public const string FolderVariable = "MLNET_CONV_LIBTORCH";

    private static readonly Lock Gate = new();
    private static volatile bool _open;
    private static string? _notice;

    /// <summary>Opens the library, where that hasn't been done yet. Any thread may call it.</summary>
    /// <param name="logger">Receives a message, once, where a changed copy is used, or oneDNN was set right.</param>
    /// <exception cref="NativeLibraryException">
    /// The application lacks libtorch, or the system can't run it, or not rightly; the message says what to do.
    /// </exception>
    public static void Open(ILogger? logger = null)
    {
        if (!_open)
        {
            lock (Gate)
            {
                if (!_open)
                {
                    string?[] done = [TorchLoader.Here.Open(), ConvolutionCheck.Run()];
                    _notice = done.Any(n => n is not null) ? string.Join(" ", done.OfType<string>()) : null;
                    _open = true;
                }
            }
        }

        if (logger is not null && Interlocked.Exchange(ref _notice, null) is { } notice)
            logger.LogInformation("{Notice}", notice);
    }
}
