namespace MLNet.ConvExtensions.Tests.Native;

public sealed class OnnxRuntimeLibraryTests
{
    /// <summary>What Microsoft.ML.OnnxRuntime.Managed 1.31.1 throws beside a native library of 1.30.0.</summary>
    [Fact]
    public void A_native_library_older_than_the_managed_part_is_refused_with_the_version_to_reference()
    {
        var cause = new InvalidOperationException("The native ONNX Runtime library does not support API version 31.");

        NativeLibraryException error = OnnxRuntimeLibrary.Explain(cause, new Version(1, 31, 1, 0));

        Assert.Contains("does not support API version 31", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "reference the package Microsoft.ML.OnnxRuntime 1.31.1, or for CUDA Microsoft.ML.OnnxRuntime.Gpu of version 1.31.",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_missing_native_library_is_refused_with_the_package_to_add()
    {
        NativeLibraryException error = OnnxRuntimeLibrary.Explain(new DllNotFoundException("a\nb"), new Version(1, 31, 1, 0));

        Assert.StartsWith(
            "ONNX Runtime's native library is missing in this application: add the package Microsoft.ML.OnnxRuntime 1.31.1",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain('\n', error.Message);
    }
}
