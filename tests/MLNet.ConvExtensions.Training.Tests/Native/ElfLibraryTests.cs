using System.Buffers.Binary;
using MLNet.ConvExtensions.Training.Native;

namespace MLNet.ConvExtensions.Training.Tests.Native;

public sealed class ElfLibraryTests
{
    private const int SectionTable = 40;

    /// <summary>What readelf --version-info of binutils 2.40 prints of the file.</summary>
    [Fact]
    public void Needed_versions_are_those_that_readelf_shows()
    {
        ElfLibrary library = TorchFile.Read(TorchFile.Bytes);

        Assert.Equal(28, library.Needs.Count);
        Assert.Equal(
            ["GLIBC_2.14", "GLIBC_2.34", "GLIBC_2.32", "GLIBC_2.4", "GLIBC_2.2.5"],
            library.Needs.Where(n => n.Library == "libc.so.6").Select(n => n.Version)
        );
        Assert.Equal(20, library.Needs.Count(n => n.Library == "libstdc++.so.6"));
        Assert.Equal(18, library.Needs.Single(n => n.Version == "GLIBCXX_3.4.32").Index);
        Assert.Equal(0x3f8f0 + 0x140, library.Needs.Single(n => n.Version == "GLIBCXX_3.4.32").Offset);
    }

    /// <summary>What nm -D of binutils 2.40 prints of the file.</summary>
    [Theory]
    [InlineData("GLIBCXX_3.4.32", "_ZSt21ios_base_library_initv")]
    [InlineData("GLIBCXX_3.4.30", "_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE")]
    [InlineData("GLIBCXX_3.4.29", "_ZSt28__throw_bad_array_new_lengthv")]
    public void Imported_symbols_are_those_that_nm_shows(string version, string symbol)
    {
        ElfLibrary library = TorchFile.Read(TorchFile.Bytes);
        ushort index = library.Needs.Single(n => n.Version == version).Index;

        Assert.Equal([symbol], library.Imports().Where(i => i.Version == index).Select(i => i.Name));
    }

    [SkippableFact]
    public void The_versions_of_the_systems_own_library_are_read()
    {
        Skip.If(!OperatingSystem.IsLinux(), "other systems have another library");
        string path = OperatingSystem.IsLinux() ? SystemLibraries.FindCpp()! : "";

        IReadOnlySet<string> versions = TorchFile.Read(File.ReadAllBytes(path)).Definitions();

        Assert.Contains("GLIBCXX_3.4", versions);
        Assert.Contains("CXXABI_1.3.9", versions);
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        byte[] whole = TorchFile.Bytes;

        for (int length = 0; length < whole.Length; length += length < 256 ? 1 : 40_009)
            Assert.Contains(
                "library.so",
                Assert.Throws<InvalidDataException>(() => Use(whole[..length])).Message,
                StringComparison.Ordinal
            );
    }

    [Theory]
    [InlineData(0, 0)] // not ELF
    [InlineData(4, 1)] // of 32 bits
    [InlineData(5, 2)] // big endian
    [InlineData(16, 2)] // a program
    [InlineData(18, 183)] // for Arm
    [InlineData(58, 40)] // sections of another size
    [InlineData(60, 0)] // no sections
    public void A_file_of_another_kind_is_refused(int offset, byte value)
    {
        byte[] bytes = TorchFile.Bytes;
        bytes[offset] = value;

        Assert.Throws<InvalidDataException>(() => Use(bytes));
    }

    /// <summary>Every number in the tables that lead to others is set to what leads astray.</summary>
    [Fact]
    public void Tables_that_lead_out_of_the_file_are_refused_or_read_and_never_crash()
    {
        byte[] whole = TorchFile.Bytes;
        long sections = BinaryPrimitives.ReadInt64LittleEndian(whole.AsSpan(SectionTable));
        IEnumerable<long> places =
        [
            .. Enumerable.Range(0, 31 * 8).Select(i => sections + (i * 8L)),
            .. Enumerable.Range(0, 0x210 / 4).Select(i => 0x3f8f0 + (i * 4L)),
        ];
        foreach (long place in places)
        {
            foreach (uint value in (uint[])[0, 1, 0x7fff_ffff, 0xffff_fff0, 0xffff_ffff])
            {
                byte[] bytes = [.. whole];
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((int)place), value);
                Exception? error = Record.Exception(() => TorchFile.Read(bytes));
                Assert.True(error is null or InvalidDataException, $"{value:x} at {place:x}: {error}");
            }
        }
    }

    private static void Use(byte[] bytes) => Assert.NotEmpty(TorchFile.Read(bytes).Imports());
}
