using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Tool.Tests.Support;

/// <summary>Signals to processes that a test started.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2,
        User = 10,
        Terminate = 15;

    /// <summary>Skips a test where the signal can't be tried.</summary>
    public static void Require(int signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no such signals on Windows");
        Skip.If(signal == User && !OperatingSystem.IsLinux(), "the number of this signal is that of Linux");
        Skip.If(IsIgnored(signal), "whoever started this run told it to ignore this signal, and so the tool does");
    }

    public static void Send(ToolProcess process, int signal) => Assert.Equal(0, Send(process.Id, signal));

    /// <summary>A shell without job control starts what is to run in the background so that it ignores interrupts.</summary>
    private static bool IsIgnored(int signal)
    {
        const string status = "/proc/self/status",
            ignored = "SigIgn:";
        if (!File.Exists(status))
            return false;
        string mask = File.ReadLines(status).First(l => l.StartsWith(ignored, StringComparison.Ordinal))[ignored.Length..].Trim();
        return (Convert.ToUInt64(mask, 16) >> (signal - 1) & 1) != 0;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
