using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Options;

/// <summary>The device that options ask for.</summary>
internal static class TrainingDevice
{
    /// <summary>The device itself, of the native library that this opens.</summary>
    /// <exception cref="NativeLibraryException">The native library can't be opened.</exception>
    /// <exception cref="InvalidOperationException">There is no such device on this machine, or this TorchSharp can't use it.</exception>
    public static Device Open(int? gpu, ILogger? logger)
    {
        TorchLibrary.Open(logger);
        if (gpu is not int index)
            return CPU;
        int count = cuda.is_available() ? cuda.device_count() : 0;
        if (count == 0)
            throw new InvalidOperationException($"{NameOf(gpu)} was asked for, but {NoDevice()}");
        return index < count
            ? new Device(DeviceType.CUDA, index)
            : throw new InvalidOperationException($"{NameOf(gpu)} was asked for, but there are {count} CUDA devices: 0 to {count - 1}.");
    }

    private static string NoDevice()
    {
        const string Instead = "or use the CPU.";
        string version = typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3),
            package = $"TorchSharp-cuda-{(OperatingSystem.IsWindows() ? "windows" : "linux")} {version}";
        if (!TorchLoader.HasCuda)
        {
            return $"TorchSharp finds no CUDA device, since this libtorch is for processors alone: reference the package {package} in place "
                + $"of TorchSharp-cpu, or name the folder of a libtorch with CUDA with the variable {TorchLibrary.FolderVariable}, {Instead}";
        }

        string hidden = Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES") is { } visible
            ? $"CUDA_VISIBLE_DEVICES is '{visible}'"
            : "CUDA_VISIBLE_DEVICES is not set";
        return $"TorchSharp finds no CUDA device, though its libtorch has CUDA ({hidden}): install NVIDIA's driver for it, {Instead}";
    }

    /// <summary>The device for messages.</summary>
    public static string NameOf(int? gpu) => gpu is null ? "the CPU" : $"GPU {gpu}";
}
