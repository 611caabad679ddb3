using Microsoft.Extensions.Logging;
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
        {
            throw new InvalidOperationException(
                $"{NameOf(gpu)} was asked for, but TorchSharp finds no CUDA device. Install a driver "
                    + "and reference a TorchSharp-cuda package, or use the CPU."
            );
        }

        return index < count
            ? new Device(DeviceType.CUDA, index)
            : throw new InvalidOperationException($"{NameOf(gpu)} was asked for, but there are {count} CUDA devices: 0 to {count - 1}.");
    }

    /// <summary>The device for messages.</summary>
    public static string NameOf(int? gpu) => gpu is null ? "the CPU" : $"GPU {gpu}";
}
