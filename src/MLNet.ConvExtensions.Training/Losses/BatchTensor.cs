using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Losses;

/// <summary>Copies arrays into tensors by their bytes: TorchSharp's own ways go element by element.</summary>
internal static class BatchTensor
{
    public static Tensor Of<T>(ReadOnlySpan<T> values, long[] shape, ScalarType type, Device device)
        where T : unmanaged
    {
        Tensor host = empty(shape, type);
        if (values.Length > 0)
            MemoryMarshal.AsBytes(values).CopyTo(host.bytes);
        if (device.type == DeviceType.CPU)
            return host;
        using (host)
        {
            if (device.type != DeviceType.CUDA)
                return host.to(device);
            // From memory that the system doesn't move, a GPU fetches the batch while this thread goes on.
            using Tensor pinned = host.pin_memory();
            return pinned.to(device, non_blocking: true);
        }
    }
}
