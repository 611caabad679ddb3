using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Native;

namespace MLNet.ConvExtensions.Training.Tests.Native;

/// <summary>A libtorch that the variable <see cref="TorchLibrary.FolderVariable"/> names.</summary>
[SupportedOSPlatform("linux")]
public sealed class NamedTorchTests : IDisposable
{
    private const string Debian = "/usr/lib/x86_64-linux-gnu";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Training_runs_on_the_libtorch_of_the_named_folder_and_the_log_says_so()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        using var program = new NativeProgram(without: ["torch_", "c10", "libtorch."]);

        NativePackageTests.AssertDone(program.Run("convnet", (TorchLibrary.FolderVariable, NativeProgram.Libraries)));
        (int Code, string Text) log = program.Run("log", (TorchLibrary.FolderVariable, NativeProgram.Libraries));

        NativePackageTests.AssertDone(log);
        Assert.Contains($"TorchSharp 0.107.0 runs on libtorch 2.10 of '{NativeProgram.Libraries}'", log.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void An_application_with_a_libtorch_of_its_own_is_refused_another_one()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        using var program = new NativeProgram();

        NativePackageTests.AssertRefused(
            program.Run("open", (TorchLibrary.FolderVariable, NativeProgram.Libraries)),
            $"MLNET_CONV_LIBTORCH is '{NativeProgram.Libraries}', but this application has a libtorch of its own",
            "publish it without the package TorchSharp-cpu"
        );
    }

    [SkippableFact]
    public void A_libtorch_of_another_version_is_refused_before_TorchSharp_meets_it()
    {
        Skip.IfNot(File.Exists($"{Debian}/libtorch_cpu.so"), "Debian's libtorch isn't installed");
        using var program = new NativeProgram(without: ["torch_", "c10", "libtorch."]);

        NativePackageTests.AssertRefused(
            program.Run("open", (TorchLibrary.FolderVariable, Debian)),
            $"MLNET_CONV_LIBTORCH is '{Debian}', which has an older libtorch than 2.10; allowed: the folder of libtorch 2.10 or 2.11"
        );
    }

    [SkippableFact]
    public void A_folder_that_is_not_there_or_has_no_libtorch_is_refused_with_what_is_allowed()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        Directory.CreateDirectory(_folder.File("site/torch/lib"));
        _folder.Write("site/torch/lib/libtorch_cpu.so", [1]);

        Assert.Contains("nowhere', and there is no such folder; allowed: the folder of libtorch 2.10 or 2.11", Refused("nowhere"));
        Assert.Contains($"which lacks 'libc10.so' ('{_folder.File("site/torch/lib")}' has it)", Refused("site"));
        Assert.Contains($"which lacks 'libc10.so' ('{_folder.File("site/torch/lib")}' has it)", Refused("site/torch"));
        Assert.Contains("such as 'torch/lib' of Python's torch, for TorchSharp 0.107.0", Refused("site/torch/lib"));
    }

    [SkippableTheory]
    [InlineData(0x020a_0000_0000_0000, "2.10")]
    [InlineData(0x020b_0100_0000_0000, "2.11")]
    public void The_versions_that_TorchSharp_runs_with_are_taken(ulong number, string version)
    {
        Skip.IfNot(OperatingSystem.IsLinux());

        Assert.Equal(Version.Parse(version), Named(".").RequireVersion(number));
    }

    [SkippableTheory]
    [InlineData(0x0209_0000_0000_0000ul, "which has libtorch 2.9;")]
    [InlineData(0x020c_0000_0000_0000ul, "which has libtorch 2.12;")]
    [InlineData(null, "which has an older libtorch than 2.10;")]
    public void Others_are_refused(ulong? number, string expected)
    {
        Skip.IfNot(OperatingSystem.IsLinux());

        Assert.Contains(expected, Assert.Throws<NativeLibraryException>(() => Named(".").RequireVersion(number)).Message);
    }

    [SkippableFact]
    public void A_symbol_that_no_library_has_is_found_before_a_call_of_it_ends_the_process()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        nint libc = NativeLibrary.Load("libc.so.6"),
            torch = NativeLibrary.Load(Path.Combine(NativeProgram.Libraries, "libtorch_cpu.so"));
        ElfLibrary torchSharp = TorchFile.Read(TorchFile.Without("GLIBCXX_3.4.32"));

        Assert.NotNull(NamedTorch.MissingSymbol(torchSharp, [libc]));
        Assert.Null(NamedTorch.MissingSymbol(torchSharp, [torch]));
    }

    private static NamedTorch Named(string folder) => new(folder, "0.107.0");

    private string Refused(string folder) =>
        Assert
            .Throws<NativeLibraryException>(() =>
                Named(_folder.File(folder)).Open(path => throw new InvalidOperationException(path), TorchFile.Read(TorchFile.Bytes))
            )
            .Message;
}
