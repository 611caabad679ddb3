namespace MLNet.ConvExtensions.Training.Tests.Native;

/// <summary>Applications that lack a native package, or have another version than they need: one line says which to add.</summary>
public sealed class NativePackageTests
{
    [Theory]
    [InlineData("features")]
    [InlineData("features-bytes")]
    [InlineData("features-image")]
    [InlineData("handcrafted-save")]
    public void Without_ONNX_Runtimes_native_library_the_error_names_its_package(string verb)
    {
        using var program = new NativeProgram(without: "onnxruntime");

        AssertRefused(
            program.Run(verb),
            "ONNX Runtime's native library is missing in this application: add the package Microsoft.ML.OnnxRuntime 1.31.1"
        );
    }

    [Fact]
    public void Handcrafted_features_do_without_ONNX_Runtime()
    {
        using var program = new NativeProgram(without: "onnxruntime");

        AssertDone(program.Run("handcrafted"));
    }

    [Theory]
    [InlineData("features")]
    [InlineData("features-bytes")]
    [InlineData("handcrafted")]
    [InlineData("convnet")]
    public void Without_SkiaSharps_native_library_the_error_names_its_package(string verb)
    {
        using var program = new NativeProgram(without: "SkiaSharp");

        AssertRefused(
            program.Run(verb),
            "SkiaSharp's native library is missing in this application: add the package SkiaSharp.NativeAssets.",
            "2.88.9"
        );
    }

    [Theory]
    [InlineData("features", null)]
    [InlineData("features-bytes", null)]
    [InlineData("handcrafted", null)]
    [InlineData("convnet", null)]
    [InlineData("features-image", "SkiaSharp 3.119.0")]
    [InlineData("handcrafted-image", "SkiaSharp 3.119.0")]
    public void With_SkiaSharp_3_paths_and_bytes_are_read_and_images_are_refused_with_the_version_that_works(string verb, string? received)
    {
        using var program = new NativeProgram();
        program.Replace("SkiaSharp.dll", NativeProgram.PackageFile("skiasharp/3.119.0/lib/net8.0/SkiaSharp.dll"));
        ReplaceNativeSkia(program);

        (int Code, string Text) result = program.Run(verb);

        if (received is null)
            AssertDone(result);
        else
            AssertRefused(result, received, "2.88.9");
    }

    [Fact]
    public void A_native_SkiaSharp_that_is_not_the_managed_ones_is_refused_with_the_version_that_works()
    {
        using var program = new NativeProgram();
        ReplaceNativeSkia(program);

        AssertRefused(program.Run("features"), "doesn't fit its managed part", "119.0", "SkiaSharp.NativeAssets.", "2.88.9");
    }

    [Theory]
    [InlineData("open")]
    [InlineData("network")]
    [InlineData("convnet")]
    [InlineData("rate")]
    [InlineData("finetune")]
    [InlineData("pretrain")]
    public void Without_libtorch_every_way_into_training_names_its_package_and_copies_nothing(string verb)
    {
        using var program = new NativeProgram(without: ["torch_", "c10", "libtorch."]);

        AssertRefused(
            program.Run(verb),
            "Training needs libtorch, which this application doesn't have: add the package TorchSharp-cpu 0.107.0"
        );
    }

    [Theory]
    [InlineData("open")]
    [InlineData("network")]
    [InlineData("convnet")]
    [InlineData("rate")]
    [InlineData("finetune")]
    [InlineData("pretrain")]
    public void With_libtorch_every_way_into_training_works_first_thing_in_a_process(string verb)
    {
        using var program = new NativeProgram();

        AssertDone(program.Run(verb));
    }

    /// <summary>
    /// ONNX Runtime and libtorch choose their code by the processor; they run on one without AVX, and so nothing is refused.
    /// </summary>
    [Theory]
    [InlineData("features")]
    [InlineData("open")]
    public void Without_AVX_in_dotNETs_own_code_everything_works(string verb)
    {
        using var program = new NativeProgram();

        AssertDone(program.Run(verb, ("DOTNET_EnableAVX", "0")));
    }

    private static void ReplaceNativeSkia(NativeProgram program)
    {
        (string name, string package) =
            OperatingSystem.IsWindows() ? ("libSkiaSharp.dll", "win32/3.119.0/runtimes/win-x64")
            : OperatingSystem.IsMacOS() ? ("libSkiaSharp.dylib", "macos/3.119.0/runtimes/osx")
            : ("libSkiaSharp.so", "linux.nodependencies/3.119.0/runtimes/linux-x64");
        program.Replace($"{{native}}/{name}", NativeProgram.PackageFile($"skiasharp.nativeassets.{package}/native/{name}"));
    }

    internal static void AssertDone((int Code, string Text) result)
    {
        Assert.StartsWith("done: ", result.Text, StringComparison.Ordinal);
        Assert.Equal(0, result.Code);
    }

    internal static void AssertRefused((int Code, string Text) result, params string[] parts)
    {
        Assert.StartsWith("NativeLibraryException: ", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Text);
        foreach (string part in parts)
            Assert.Contains(part, result.Text, StringComparison.Ordinal);
    }
}
