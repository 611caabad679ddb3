using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    private static bool _loaded;

    /// <summary>Loads the library that an application's bundle brings, and says what to add where there is none.</summary>
    internal static void LoadNativeBackend()
    {
        if (_loaded) return;
        if (!NativeLibrary.TryLoad("LibTorchSharp", typeof(torch).Assembly, null, out _))
        {
            throw new NotSupportedException(
                "This application or script uses TorchSharp but doesn't contain a reference to TorchSharp-cpu, or libtorch is not installed. Add a reference to TorchSharp-cpu.");
        }

        _loaded = true;
    }
}
