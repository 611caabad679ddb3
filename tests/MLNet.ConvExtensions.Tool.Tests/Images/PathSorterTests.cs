using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Tests.Images;

public sealed class PathSorterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(95)]
    public void Runs_on_disk_sort_as_memory_does_and_leave_nothing(int count)
    {
        var random = new Random(count);
        string[] paths =
        [
            .. Enumerable.Range(0, count).Select(_ => $"{random.Next(9)}/{(char)random.Next('A', 'z')}\n{random.Next(20)}é.jpg"),
        ];
        Assert.Equal(paths.Order(StringComparer.Ordinal), PathSorter.Sort(paths, _folder.Path, inMemory: 10));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }
}
