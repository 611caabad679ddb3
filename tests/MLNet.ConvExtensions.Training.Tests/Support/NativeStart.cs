using System.Runtime.CompilerServices;

namespace MLNet.ConvExtensions.Training.Tests.Support;

/// <summary>Opens TorchSharp's native library for the tests that make tensors before they use the library.</summary>
internal static class NativeStart
{
    [ModuleInitializer]
    internal static void Open() => TorchLibrary.Open();
}
