using System.Globalization;
using Microsoft.Extensions.Logging;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Options;

/// <summary>The device that options name.</summary>
internal static class TrainingDevice
{
    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">It names no device.</exception>
    public static (DeviceType Type, int Index) Parse(string name)
    {
        if (name == "cpu")
            return (DeviceType.CPU, -1);
        if (name == "cuda")
            return (DeviceType.CUDA, 0);
        if (name is not null && name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            return (DeviceType.CUDA, index);
        throw new ArgumentException($"{nameof(TrainingOptions)}.{nameof(TrainingOptions.Device)} is '{name}'; allowed: 'cpu', 'cuda', 'cuda:N'.", nameof(TrainingOptions.Device));
    }

    /// <summary>The device itself, of the native library that this opens.</summary>
    /// <exception cref="NativeLibraryException">The native library can't be opened.</exception>
    /// <exception cref="InvalidOperationException">There is no such device on this machine, or this TorchSharp can't use it.</exception>
    public static Device Open(string name, ILogger? logger)
    {
        (DeviceType type, int index) = Parse(name);
        TorchLibrary.Open(logger);
        if (type == DeviceType.CPU)
            return CPU;
        int count = cuda.is_available() ? cuda.device_count() : 0;
        if (count == 0)
        {
            throw new InvalidOperationException(
                $"The device '{name}' was asked for, but TorchSharp finds no CUDA device. Use 'cpu', or install a driver and reference a TorchSharp-cuda package.");
        }

        return index < count
            ? new Device(DeviceType.CUDA, index)
            : throw new InvalidOperationException($"The device '{name}' was asked for, but there are {count} CUDA devices: cuda:0 to cuda:{count - 1}.");
    }
}
