using System.Diagnostics;
using System.Runtime.Versioning;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Native;

namespace MLNet.ConvExtensions.Training.Tests.Native;

[SupportedOSPlatform("linux")]
public sealed class TorchLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void A_library_that_finds_all_its_versions_is_left_alone()
    {
        Skip.IfNot(OperatingSystem.IsLinux());

        // The copy needs nothing that this system lacks, and is no known file.
        string copy = _folder.Write("library.so", TorchFile.Without("GLIBCXX_3.4.32"));

        Assert.Null(Loader().Prepare(copy));
        Assert.False(Directory.Exists(_folder.File("cache")));
    }

    [SkippableFact]
    public void An_unknown_library_is_refused_with_the_versions_found_and_needed_and_what_to_do()
    {
        Skip.IfNot(LacksGcc13());
        byte[] bytes = TorchFile.Bytes;
        bytes[^1] ^= 1;

        NativeLibraryException error = Assert.Throws<NativeLibraryException>(() => Loader().Prepare(_folder.Write("library.so", bytes)));

        string[] parts =
        [
            "library.so",
            "GLIBCXX_3.4.32",
            "libstdc++.so.6",
            "ends at GLIBCXX_3.4.",
            "Debian 12",
            "Ubuntu 24.04",
            "TorchSharp-cpu 0.107.0",
        ];
        foreach (string part in parts)
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [SkippableFact]
    public void A_cache_folder_that_is_not_the_users_alone_is_refused_with_the_variable_that_names_another()
    {
        Skip.IfNot(LacksGcc13());
        Directory.CreateDirectory(_folder.File("cache"));
        File.SetUnixFileMode(_folder.File("cache"), (UnixFileMode)0b111_111_111);

        NativeLibraryException error = Assert.Throws<NativeLibraryException>(() => Loader().Prepare(TorchFile.Path));

        Assert.Contains(_folder.File("cache"), error.Message, StringComparison.Ordinal);
        Assert.Contains("XDG_CACHE_HOME", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void An_older_glibc_is_refused_with_both_versions()
    {
        Skip.IfNot(OperatingSystem.IsLinux());

        TorchLoader loader = Loader() with { Glibc = new Version(2, 31) };

        NativeLibraryException error = Assert.Throws<NativeLibraryException>(() => loader.Prepare(TorchFile.Path));

        Assert.Contains("needs glibc 2.34 or newer; this system has glibc 2.31", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Another_C_library_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux());

        TorchLoader loader = Loader() with { Glibc = null };

        NativeLibraryException error = Assert.Throws<NativeLibraryException>(() => loader.Prepare(TorchFile.Path));

        Assert.Contains("another C library", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Two_programs_at_once_make_one_copy_and_both_compute()
    {
        Skip.IfNot(LacksGcc13());
        using var program = new NativeProgram();
        using Process first = program.Start("open"),
            second = program.Start("open");

        NativePackageTests.AssertDone(NativeProgram.Finish(first));
        NativePackageTests.AssertDone(NativeProgram.Finish(second));

        Assert.Single(Directory.GetFiles(Path.Combine(program.Cache, "mlnet-conv", "native")));
    }

    [SkippableFact]
    public void The_first_logger_is_told_once_which_copy_is_used_and_what_is_missing()
    {
        Skip.IfNot(LacksGcc13());
        using var program = new NativeProgram();

        (int Code, string Text) result = program.Run("log");

        NativePackageTests.AssertDone(result);
        Assert.Contains(
            "libstdc++ lacks GLIBCXX_3.4.32: TorchSharp 0.107.0 runs on '" + program.Cache,
            result.Text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain('|', result.Text);
    }

    [SkippableFact]
    public void A_damaged_copy_is_written_again_before_it_is_opened()
    {
        Skip.IfNot(LacksGcc13());
        using var program = new NativeProgram();
        NativePackageTests.AssertDone(program.Run("open"));
        string copy = Assert.Single(Directory.GetFiles(Path.Combine(program.Cache, "mlnet-conv", "native")));
        byte[] whole = File.ReadAllBytes(copy);
        File.WriteAllBytes(copy, whole[..^1000]);

        NativePackageTests.AssertDone(program.Run("open"));

        Assert.Equal(whole, File.ReadAllBytes(copy));
    }

    private static bool LacksGcc13() =>
        OperatingSystem.IsLinux()
        && SystemLibraries.FindCpp() is { } cpp
        && !TorchFile.Read(File.ReadAllBytes(cpp)).Definitions().Contains("GLIBCXX_3.4.32");

    private TorchLoader Loader() => TorchLoader.Here with { Cache = () => _folder.File("cache") };
}
