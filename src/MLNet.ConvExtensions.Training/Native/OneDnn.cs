using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>The oneDNN in libtorch, where it doesn't know the processor's caches.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class OneDnn
{
    private const string Library = "libtorch_cpu.so";
    private const string Context = "_ZN2at13globalContextEv",
        Switch = "_ZN2at7Context20setUserEnabledMkldnnEb";

    /// <summary>What oneDNN knows of the processor, Xbyak::util::Cpu: an object that it makes once.</summary>
    private const string Processor = "_ZZN4dnnl4impl3cpu3x643cpuEvE4cpu_";

    // The object as oneDNN 3.7.1 has it: the sizes of ten levels of caches, and how many levels there are.
    private const int ProcessorSize = 0x90,
        CacheSizes = 28,
        CacheLevels = 108;

    /// <summary>
    /// Tells oneDNN that the sizes of the caches are unknown, so that it takes those that most processors have. On an AMD processor in a
    /// virtual machine that leaves them out it takes them to be one byte each.
    /// </summary>
    /// <returns>Whether it was so, and is no longer.</returns>
    public static bool ForgetCacheSizes()
    {
        try
        {
            if (!TryFind(Context, out nint context) || SystemLibraries.Find(Library) is not { } path)
                return false;
            IReadOnlyDictionary<string, (ulong Address, ulong Size)> symbols = ElfAddresses.Find(path, Processor, Context);
            if (
                !symbols.TryGetValue(Context, out (ulong Address, ulong Size) anchor)
                || !symbols.TryGetValue(Processor, out (ulong Address, ulong Size) processor)
                || processor.Size != ProcessorSize
            )
            {
                return false;
            }

            byte* known = (byte*)((ulong)context - anchor.Address + processor.Address);
            uint* sizes = (uint*)(known + CacheSizes),
                levels = (uint*)(known + CacheLevels);
            if (*levels != 3 || sizes[0] != 1 || sizes[1] != 1 || sizes[2] != 1)
                return false;
            *levels = 0;
            return true;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// libtorch's own switch, which TorchSharp doesn't pass on: convolutions are computed without oneDNN, at a fraction of its speed.
    /// </summary>
    /// <returns>Whether there is such a switch.</returns>
    public static bool SwitchOff()
    {
        if (!TryFind(Context, out nint context) || !TryFind(Switch, out nint set))
            return false;
        ((delegate* unmanaged<void*, byte, void>)set)(((delegate* unmanaged<void*>)context)(), 0);
        return true;
    }

    private static bool TryFind(string function, out nint address)
    {
        address = 0;
        return NativeLibrary.TryLoad(Library, out nint library) && NativeLibrary.TryGetExport(library, function, out address);
    }
}
