using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Native;

namespace MLNet.ConvExtensions.Training.Tests.Native;

public sealed class ElfAddressesTests
{
    /// <summary>What nm -S of binutils 2.40 prints of the file.</summary>
    [Fact]
    public void Addresses_and_sizes_are_those_that_nm_shows()
    {
        IReadOnlyDictionary<string, (ulong Address, ulong Size)> found = ElfAddresses.Find(
            TorchFile.Path,
            "THSTensor_add_scalar_",
            "no_such_symbol"
        );

        Assert.Equal((0x001556f0ul, 0x000148ul), Assert.Single(found).Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1_000_000)]
    public void A_file_that_is_cut_off_is_refused(int length)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("library.so", TorchFile.Bytes[..length]);

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => ElfAddresses.Find(path, "THSTensor_add_scalar_"));

        Assert.Contains("library.so", error.Message, StringComparison.Ordinal);
    }
}
