using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>
/// Makes sure that convolutions on this processor are right. oneDNN, which libtorch computes them with, plans its copies by the size of the
/// first cache; libtorch 2.10's (3.7.1) makes wrong ones where the processor doesn't say how large that is, as in some virtual machines,
/// and the number of channels doesn't fill its blocks of 8 or 16. Nothing fails then: numbers are wrong.
/// </summary>
internal static class ConvolutionCheck
{
    private const int Channels = 20, Side = 14, Kernel = 5;

    /// <summary>Computes one convolution, and switches oneDNN off where it is wrong.</summary>
    /// <returns>What was done, for the log; null where there was nothing to do.</returns>
    /// <exception cref="NativeLibraryException">Convolutions are wrong, and stay so.</exception>
    public static string? Run()
    {
        if (IsRight())
            return null;
        if (SwitchOff() && IsRight())
        {
            return "oneDNN computes wrong convolutions on this processor, which doesn't say how large its caches are: "
                + "it is switched off, and libtorch computes them without it, more slowly.";
        }

        throw new NativeLibraryException(
            "libtorch computes wrong convolutions on this processor: the sum of 500 ones isn't 500. Virtual machines that don't say how large the processor's caches are can cause that. "
            + "Set the environment variable ONEDNN_MAX_CPU_ISA to SSE41 before the program starts, or run it on another machine.");
    }

    /// <summary>Whether sums of ones are what they must be, forwards and backwards.</summary>
    internal static bool IsRight()
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        Tensor input = ones([2, Channels, Side, Side], ScalarType.Float32, CPU, requires_grad: true), weights = ones([Channels, Channels, Kernel, Kernel], ScalarType.Float32, CPU);
        Tensor output = nn.functional.conv2d(input, weights, padding: [Kernel / 2, Kernel / 2]);
        output.sum().backward();
        return IsRight(output) && IsRight(input.grad!);
    }

    private static bool IsRight(Tensor sums)
    {
        Tensor inside = sums.detach()[.., .., (Kernel / 2)..^(Kernel / 2), (Kernel / 2)..^(Kernel / 2)];
        return inside.eq(Channels * Kernel * Kernel).all().item<bool>();
    }

    /// <summary>libtorch's own switch, which TorchSharp doesn't pass on.</summary>
    private static unsafe bool SwitchOff()
    {
        if (!OperatingSystem.IsLinux()
            || !NativeLibrary.TryLoad("libtorch_cpu.so", out nint library)
            || !NativeLibrary.TryGetExport(library, "_ZN2at13globalContextEv", out nint context)
            || !NativeLibrary.TryGetExport(library, "_ZN2at7Context20setUserEnabledMkldnnEb", out nint set))
        {
            return false;
        }

        ((delegate* unmanaged<void*, byte, void>)set)(((delegate* unmanaged<void*>)context)(), 0);
        return true;
    }
}
