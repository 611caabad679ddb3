using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>What the native side reports, as the published package throws it.</summary>
internal static unsafe class Errors
{
    public static ExternalException Last()
    {
        byte* message = Lts.lts_take_error();
        return new ExternalException(message is null ? "libtorch reported an error without a message" : Marshal.PtrToStringUTF8((nint)message));
    }

    /// <summary>For functions that return -1 on failure.</summary>
    public static int Checked(int status) => status < 0 ? throw Last() : status;

    /// <summary>For functions that return null on failure.</summary>
    public static nint Checked(nint pointer) => pointer == 0 ? throw Last() : pointer;
}
