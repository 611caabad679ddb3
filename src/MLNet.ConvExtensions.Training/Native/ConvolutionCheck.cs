using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>
/// Makes sure that convolutions on this processor are right. oneDNN, which libtorch computes them with, plans its copies by the size of the
/// first cache; libtorch 2.10's (3.7.1) makes wrong ones where the processor doesn't say how large that is, as in some virtual machines,
/// and the number of channels doesn't fill its blocks of 8, 16, 32 or 64. Nothing fails then: numbers are wrong.
/// </summary>
internal static class ConvolutionCheck
{
    private const int Side = 14,
        Kernel = 5;

    /// <summary>Computes one convolution, and does something about it where it is wrong.</summary>
    /// <returns>What was done, for the log; null where there was nothing to do.</returns>
    /// <exception cref="NativeLibraryException">Convolutions are wrong, and stay so.</exception>
    public static string? Run()
    {
        // What oneDNN has planned for a shape it keeps: each try has one of its own.
        if (IsRight(channels: 20))
            return null;
        const string Wrong = "This processor doesn't say how large its caches are, and libtorch's oneDNN computed wrong convolutions";
        if (OperatingSystem.IsLinux() && OneDnn.ForgetCacheSizes() && IsRight(channels: 21))
            return $"{Wrong}: it takes usual sizes now, and they are right.";
        if (OperatingSystem.IsLinux() && OneDnn.SwitchOff() && IsRight(channels: 22))
            return $"{Wrong}: it is switched off, and they are right, but several times slower.";
        throw new NativeLibraryException(
            "libtorch computes wrong convolutions on this processor: sums of ones are wrong. "
                + "Virtual machines that don't say how large the processor's caches are can cause that. "
                + "Set the environment variable ONEDNN_MAX_CPU_ISA to SSE41 before the program starts, or run it on another machine."
        );
    }

    /// <summary>Whether sums of ones are what they must be, forwards and backwards.</summary>
    internal static bool IsRight(int channels)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        Tensor input = ones([2, channels, Side, Side], ScalarType.Float32, CPU, requires_grad: true);
        Tensor weights = ones([channels, channels, Kernel, Kernel], ScalarType.Float32, CPU);
        Tensor output = nn.functional.conv2d(input, weights, padding: [Kernel / 2, Kernel / 2]);
        output.sum().backward();
        return IsSum(output) && IsSum(input.grad!);

        bool IsSum(Tensor sums)
        {
            Tensor inside = sums.detach()[.., .., (Kernel / 2)..^(Kernel / 2), (Kernel / 2)..^(Kernel / 2)];
            return inside.eq(channels * Kernel * Kernel).all().item<bool>();
        }
    }
}
