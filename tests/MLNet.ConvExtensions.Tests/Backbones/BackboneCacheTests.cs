using System.Net;
using MLNet.ConvExtensions.Tests.Support;
using static MLNet.ConvExtensions.Tests.Backbones.DownloadCase;
using static MLNet.ConvExtensions.Tests.Support.LoopbackServer;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>What the cache's folder goes through: damage, pins, other users, full disks.</summary>
public sealed class BackboneCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MessageLog _log = new();

    public void Dispose() => _folder.Dispose();

    private string Target => _folder.File("net.onnx");

    private BackboneCache Cache =>
        new()
        {
            Folder = _folder.Path,
            Logger = _log,
            RetryDelay = TimeSpan.FromMilliseconds(10),
        };

    [Fact]
    public void Offline_takes_what_is_there()
    {
        using LoopbackServer server = Of(Content);
        File.WriteAllBytes(Target, Content);
        Assert.Equal(Target, (Cache with { Offline = true }).GetFile(Record(server)));
        Assert.Empty(server.Requests);
        Assert.Equal([Target], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Offline_names_what_is_missing_and_where_to_put_it()
    {
        using LoopbackServer server = Of(Content);
        BackboneRecord record = Record(server);
        string folder = _folder.File("not-there-yet");
        Exception e = Fails(Cache with { Offline = true, Folder = folder }, record);
        Assert.All(
            ["Net", "missing", Path.Combine(folder, "net.onnx"), record.Sha256!, record.Addresses[0].ToString()],
            part => Assert.Contains(part, e.Message, StringComparison.Ordinal)
        );
        Assert.Empty(server.Requests);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void Offline_refuses_a_damaged_file_and_leaves_it()
    {
        using LoopbackServer server = Of(Content);
        byte[] damaged = Damaged();
        File.WriteAllBytes(Target, damaged);
        Exception e = Fails(Cache with { Offline = true }, Record(server));
        Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
        Assert.Contains(Hash(damaged), e.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllBytes(Target));
    }

    [Fact]
    public void A_damaged_file_is_downloaded_again()
    {
        using LoopbackServer server = Of(Content);
        File.WriteAllBytes(Target, Damaged());
        Cache.GetFile(Record(server));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Contains(_log.Messages, m => m.Contains("damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failed_download_leaves_a_damaged_file_as_it_was()
    {
        using var server = new LoopbackServer((context, _) => Refuse(context, HttpStatusCode.NotFound));
        File.WriteAllBytes(Target, Damaged());
        Fails(Cache, Record(server));
        Assert.Equal(Damaged(), File.ReadAllBytes(Target));
    }

    [Fact]
    public void The_first_download_of_an_unverified_file_pins_its_hash()
    {
        using LoopbackServer server = Of(Content);
        BackboneRecord record = Record(server) with { Sha256 = null, Bytes = null };
        Assert.False(record.IsVerified);
        Cache.GetFile(record);
        Assert.Equal($"{Hash(Content)}  net.onnx\n", File.ReadAllText(Target + ".sha256"));
        Assert.Single(
            _log.Messages,
            m => m.StartsWith("Warning", StringComparison.Ordinal) && m.Contains(Hash(Content), StringComparison.Ordinal)
        );
        Cache.GetFile(record);
        Assert.Single(server.Requests);

        // The file is lost or damaged later: only the same one is taken again.
        File.WriteAllBytes(Target, Damaged());
        Cache.GetFile(record);
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Another_file_than_the_pinned_one_is_refused()
    {
        using LoopbackServer server = Of(RandomBytes(1000, 5));
        File.WriteAllText(Target + ".sha256", $"{Hash(Content)}  net.onnx\n");
        Exception e = Fails(Cache, Record(server) with { Sha256 = null, Bytes = null });
        Assert.Contains(Hash(Content), e.Message, StringComparison.Ordinal);
        Assert.Contains("net.onnx.sha256", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
        Assert.False(File.Exists(Target + ".part"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void What_is_left_of_an_unverified_file_is_not_continued(int length)
    {
        using LoopbackServer server = Of(Content);
        File.WriteAllBytes(Target + ".part", RandomBytes(length, 6));
        Cache.GetFile(Record(server) with { Sha256 = null });
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(["/net.onnx"], server.Requests);
    }

    [Fact]
    public async Task Many_at_once_download_once()
    {
        using var server = new LoopbackServer(
            (context, _) =>
            {
                // Until another has come and found the first at work.
                SpinWait.SpinUntil(() => _log.Messages.Any(m => m.Contains("waiting", StringComparison.Ordinal)), TimeSpan.FromSeconds(20));
                Send(context, Content);
            }
        );
        BackboneRecord record = Record(server);
        Task<string>[] all = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => Cache.GetFile(record)))];
        Assert.All(await Task.WhenAll(all), path => Assert.Equal(Content, File.ReadAllBytes(path)));
        Assert.Single(server.Requests);
        Assert.Contains(_log.Messages, m => m.Contains("waiting", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_waits_for_another_can_be_cancelled()
    {
        using LoopbackServer server = Of(Content);
        using var held = new FileStream(Target + ".lock", FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        Assert.ThrowsAny<OperationCanceledException>(() => Cache.GetFile(Record(server), source.Token));
        Assert.Empty(server.Requests);
    }

    [SkippableFact]
    public void A_full_disk_is_named_and_nothing_is_left()
    {
        Skip.IfNot(File.Exists("/dev/full"), "there is no device that is always full");
        using LoopbackServer server = Of(Content);
        File.CreateSymbolicLink(Target + ".part", "/dev/full");
        Exception e = Fails(Cache with { Retries = 0 }, Record(server));
        Assert.Contains("is full", e.Message, StringComparison.Ordinal);
        Assert.Contains("400,000", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
        Assert.Null(new FileInfo(Target + ".part").LinkTarget);
    }

    [Fact]
    public void Too_little_room_is_told_before_anything_is_downloaded()
    {
        using LoopbackServer server = Of(Content);
        Exception e = Fails(Cache, Record(server) with { Bytes = long.MaxValue / 2 });
        Assert.Contains("are free", e.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, e.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void A_folder_that_is_a_file_is_an_error()
    {
        using LoopbackServer server = Of(Content);
        Exception e = Fails(Cache with { Folder = _folder.Write("file", [1]) }, Record(server));
        Assert.Contains(_folder.File("file"), e.Message, StringComparison.Ordinal);
        Assert.Contains("MLNET_CONV_CACHE", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_address_the_file_must_be_put_there()
    {
        using LoopbackServer server = Of(Content);
        BackboneRecord record = Record(server) with { FileName = "net.onnx", Addresses = [] };
        Assert.Contains("no address", Fails(Cache, record).Message, StringComparison.Ordinal);
        File.WriteAllBytes(Target, Content);
        Assert.Equal(Target, Cache.GetFile(record));
    }

    [Fact]
    public void The_folder_is_the_variable_s_or_the_user_s()
    {
        BackboneRecord record = Backbone.ResNet50.Record!;
        string? before = Environment.GetEnvironmentVariable(BackboneCache.FolderVariable);
        try
        {
            Environment.SetEnvironmentVariable(BackboneCache.FolderVariable, _folder.Path);
            Assert.Equal(_folder.File("resnet50-v1-12.onnx"), BackboneCache.Default.PathOf(record));
            Assert.Equal(
                Path.Combine(_folder.Path, "own", "resnet50-v1-12.onnx"),
                new BackboneCache { Folder = _folder.File("own") }.PathOf(record)
            );
            Environment.SetEnvironmentVariable(BackboneCache.FolderVariable, null);
            Assert.Equal(
                ["mlnet-conv", "resnet50-v1-12.onnx"],
                BackboneCache.Default.PathOf(record).Split(Path.DirectorySeparatorChar)[^2..]
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable(BackboneCache.FolderVariable, before);
        }
    }

    [Fact]
    public void Wrong_options_are_named_with_what_is_allowed()
    {
        using LoopbackServer server = Of(Content);
        BackboneRecord record = Record(server);
        Assert.Contains(
            "Retries is -1",
            Assert.Throws<ArgumentException>(() => (Cache with { Retries = -1 }).GetFile(record)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Timeout",
            Assert.Throws<ArgumentException>(() => (Cache with { Timeout = TimeSpan.Zero }).GetFile(record)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Mirror",
            Assert.Throws<ArgumentException>(() => (Cache with { Mirror = new Uri("ftp://mirror/") }).GetFile(record)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Sha256",
            Assert.Throws<ArgumentException>(() => Cache.GetFile(record with { Sha256 = "abc" })).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "FileName",
            Assert.Throws<ArgumentException>(() => Cache.GetFile(record with { FileName = "../net.onnx" })).Message,
            StringComparison.Ordinal
        );
    }

    private static byte[] Damaged()
    {
        byte[] bytes = [.. Content];
        bytes[1234] ^= 1;
        return bytes;
    }
}
