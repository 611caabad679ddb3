using System.Diagnostics;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Native;

namespace MLNet.ConvExtensions.Training.Tests.Native;

public sealed class OlderVersionsTests
{
    private const string Gcc13 = "GLIBCXX_3.4.32",
        Gcc12 = "GLIBCXX_3.4.30";

    private static readonly string[] Beginnings = ["libc10", "libtorch", "libgomp"];

    [Fact]
    public void The_need_of_GCC_13_is_gone_and_everything_else_is_as_before()
    {
        ElfLibrary before = TorchFile.Read(TorchFile.Bytes),
            after = TorchFile.Read(TorchFile.Without(Gcc13));

        Assert.All(
            before.Needs.Zip(after.Needs),
            pair => Assert.True(pair.First.Version == pair.Second.Version || pair.First.Version == Gcc13)
        );
        Assert.DoesNotContain(after.Needs, n => n.Version == Gcc13);
        Assert.Equal(before.Needs.Select(n => n.Index), after.Needs.Select(n => n.Index));
        (ElfSymbol Before, ElfSymbol After)[] changed = [.. before.Imports().Zip(after.Imports()).Where(pair => pair.First != pair.Second)];
        (ElfSymbol was, ElfSymbol isNow) = Assert.Single(changed);
        Assert.Equal("_ZSt21ios_base_library_initv", was.Name);
        Assert.Equal(("getpid", (ushort)1), (isNow.Name, isNow.Version));
    }

    [Fact]
    public void A_system_of_GCC_11_gets_the_older_version_of_the_same_function()
    {
        ElfLibrary library = TorchFile.Read(TorchFile.Without(Gcc13, Gcc12));

        Assert.DoesNotContain(library.Needs, n => n.Version is Gcc13 or Gcc12);
        ElfSymbol wait = library.Imports().Single(i => i.Name.StartsWith("_ZNSt18condition_variable4wait", StringComparison.Ordinal));
        Assert.Equal("GLIBCXX_3.4.11", library.Needs.Single(n => n.Index == wait.Version).Version);
    }

    /// <summary>The loader itself is the judge: nothing of the copy may be missing on this system.</summary>
    [SkippableTheory]
    [InlineData(Gcc13)]
    [InlineData(Gcc13, Gcc12)]
    public void The_systems_loader_finds_every_version_and_symbol_of_the_copy(params string[] missing)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/ldd"));
        using var folder = new TemporaryFolder();
        string copy = folder.Write("libLibTorchSharp.so", TorchFile.Without(missing));
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"), "lib*.so*"))
        {
            if (Path.GetFileName(file) is string name && Beginnings.Any(b => name.StartsWith(b, StringComparison.Ordinal)))
                File.CreateSymbolicLink(folder.File(name), file);
        }

        var ldd = new ProcessStartInfo("/usr/bin/ldd", ["-r", copy]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(ldd)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd() + errors.Result;

        Assert.DoesNotContain("not found", text, StringComparison.Ordinal);
        Assert.DoesNotContain("undefined symbol", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.29")] // nothing is known of its symbol
    [InlineData("CXXABI_1.3.13")]
    public void A_missing_version_that_nothing_is_known_of_is_refused(string version)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => TorchFile.Without(version));

        Assert.Contains(version, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_older_version_either_it_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => TorchFile.Without(Gcc12, "GLIBCXX_3.4.11"));
    }

    [Fact]
    public void A_file_with_one_other_byte_is_unknown()
    {
        byte[] bytes = TorchFile.Bytes;
        Assert.Equal("0.107.0", KnownLibrary.Find(bytes)!.TorchSharp);

        bytes[^1] ^= 1;

        Assert.Null(KnownLibrary.Find(bytes));
    }
}
