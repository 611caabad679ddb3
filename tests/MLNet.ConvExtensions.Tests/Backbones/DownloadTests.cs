using System.Net;
using MLNet.ConvExtensions.Tests.Support;
using static MLNet.ConvExtensions.Tests.Backbones.DownloadCase;
using static MLNet.ConvExtensions.Tests.Support.LoopbackServer;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>Downloads from a server on the loopback device, with all that can go wrong on the way.</summary>
public sealed class DownloadTests : IDisposable
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
            Timeout = TimeSpan.FromSeconds(20),
        };

    [Fact]
    public void A_file_is_downloaded_once()
    {
        using LoopbackServer server = Of(Content);
        var progress = new ProgressLog();
        BackboneCache cache = Cache with { Progress = progress };
        BackboneRecord record = Record(server);
        Assert.False(cache.Contains(record));
        Assert.Equal(Target, cache.GetFile(record));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.True(cache.Contains(record));
        Assert.Equal(Target, cache.GetFile(record));
        Assert.Equal(["/net.onnx"], server.Requests);
        AssertNothingElse();
        BackboneDownloadProgress[] steps = progress.Steps;
        Assert.All(steps, s => Assert.Equal(("Net", (long?)Content.Length), (s.Name, s.Total)));
        Assert.Equal(steps.Select(s => s.Received).Order(), steps.Select(s => s.Received));
        Assert.Equal(Content.Length, steps[^1].Received);
    }

    [Fact]
    public void A_download_goes_on_where_an_earlier_one_stopped()
    {
        using LoopbackServer server = Of(Content);
        File.WriteAllBytes(Target + ".part", Content[..100_000]);
        Cache.GetFile(Record(server));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(["/net.onnx bytes=100000-"], server.Requests);
        AssertNothingElse();
    }

    [Fact]
    public void A_part_that_is_complete_needs_no_server()
    {
        File.WriteAllBytes(Target + ".part", Content);
        using var server = new LoopbackServer((context, _) => Refuse(context, HttpStatusCode.NotFound));
        Cache.GetFile(Record(server));
        Assert.Empty(server.Requests);
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public void A_part_that_is_complete_is_told_by_the_server_where_the_length_is_not_known()
    {
        File.WriteAllBytes(Target + ".part", Content);
        using LoopbackServer server = Of(Content);
        Cache.GetFile(Record(server) with { Bytes = null });
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(500_000)]
    public void A_part_of_something_else_is_thrown_away(int length)
    {
        using LoopbackServer server = Of(Content);
        File.WriteAllBytes(Target + ".part", RandomBytes(length, 2));
        Cache.GetFile(Record(server));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        AssertNothingElse();
    }

    [Fact]
    public void Connections_that_are_cut_are_taken_up_again()
    {
        using var server = new LoopbackServer((context, number) => Send(context, Content, cutAfter: number < 4 ? 100_000 : null));
        Cache.GetFile(Record(server));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal("/net.onnx", server.Requests[0]);
        Assert.All(server.Requests[1..], r => Assert.StartsWith("/net.onnx bytes=", r, StringComparison.Ordinal));
        Assert.Contains(
            _log.Messages,
            m => m.StartsWith("Warning", StringComparison.Ordinal) && m.Contains("Trying again", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_server_that_ignores_ranges_starts_over()
    {
        using var server = new LoopbackServer(
            (context, number) => Send(context, Content, ranges: false, cutAfter: number == 1 ? 150_000 : null)
        );
        Cache.GetFile(Record(server));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(2, server.Requests.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(250_000)]
    public void Where_neither_a_hash_nor_the_server_names_a_version_a_cut_download_starts_over(int cut)
    {
        byte[] changed = RandomBytes(Content.Length, 5);
        using var server = new LoopbackServer(
            (context, number) => Send(context, number == 1 ? Content : changed, named: false, cutAfter: number == 1 ? cut : null)
        );
        Cache.GetFile(Record(server) with { Sha256 = null });
        Assert.Equal(changed, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Plain_http_is_refused_where_nothing_says_what_the_file_must_be()
    {
        using LoopbackServer server = Of(Content);
        Exception e = Fails(Cache, Record(server) with { Addresses = [new Uri("http://example.org/net.onnx")], Sha256 = null });
        Assert.Contains("http://example.org/net.onnx is not https", e.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void A_server_that_always_cuts_is_given_up_and_the_part_is_kept()
    {
        using var server = new LoopbackServer((context, _) => Send(context, Content, ranges: false, cutAfter: 50_000));
        Exception e = Fails(Cache with { Retries = 2 }, Record(server));
        Assert.Contains("tried 3 times", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Length);
        Assert.False(File.Exists(Target));
        Assert.True(File.Exists(Target + ".part"));
    }

    [Fact]
    public void Wrong_bytes_are_thrown_away_and_both_hashes_told()
    {
        byte[] wrong = RandomBytes(Content.Length, 3);
        using LoopbackServer server = Of(wrong);
        Exception e = Fails(Cache, Record(server));
        Assert.Contains(Hash(wrong), e.Message, StringComparison.Ordinal);
        Assert.Contains(Hash(Content), e.Message, StringComparison.Ordinal);
        AssertNothing();
    }

    [Fact]
    public void A_file_of_another_length_is_not_even_begun()
    {
        using LoopbackServer server = Of("<html>Not here</html>"u8.ToArray());
        Exception e = Fails(Cache, Record(server));
        Assert.Contains("offers 21 bytes", e.Message, StringComparison.Ordinal);
        AssertNothing();
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, 1)]
    [InlineData(HttpStatusCode.Forbidden, 1)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 3)]
    [InlineData(HttpStatusCode.TooManyRequests, 3)]
    public void A_refusal_names_the_address_and_where_to_put_the_file(HttpStatusCode status, int requests)
    {
        using var server = new LoopbackServer((context, _) => Refuse(context, status));
        Exception e = Fails(Cache with { Retries = 2 }, Record(server));
        Assert.Contains($"{(int)status}", e.Message, StringComparison.Ordinal);
        Assert.Contains(server.Address("net.onnx").ToString(), e.Message, StringComparison.Ordinal);
        Assert.Contains(Target, e.Message, StringComparison.Ordinal);
        Assert.Equal(requests, server.Requests.Length);
        AssertNothing();
    }

    [Fact]
    public void The_second_address_helps_where_the_first_fails()
    {
        using var server = new LoopbackServer(
            (context, _) =>
            {
                if (context.Request.Url!.AbsolutePath == "/net.onnx")
                    Refuse(context, HttpStatusCode.NotFound);
                else
                    Send(context, Content);
            }
        );
        BackboneRecord record = Record(server);
        Cache.GetFile(record with { Addresses = [.. record.Addresses, server.Address("old/net.onnx")] });
        Assert.Equal(["/net.onnx", "/old/net.onnx"], server.Requests);
    }

    [Fact]
    public void A_mirror_takes_the_place_of_the_addresses()
    {
        using LoopbackServer server = Of(Content);
        BackboneRecord record = Record(server) with { Addresses = [new Uri("http://127.0.0.1:9/elsewhere/net.onnx")] };
        (Cache with { Mirror = server.Address("mirror/onnx/") }).GetFile(record);
        Assert.Equal(["/mirror/onnx/net.onnx"], server.Requests);
    }

    [Fact]
    public void A_download_goes_on_behind_a_redirection()
    {
        using var server = new LoopbackServer(
            (context, _) =>
            {
                if (context.Request.Url!.AbsolutePath == "/net.onnx")
                {
                    context.Response.RedirectLocation = "/store/123";
                    Refuse(context, HttpStatusCode.Found);
                }
                else
                {
                    Send(context, Content);
                }
            }
        );
        File.WriteAllBytes(Target + ".part", Content[..100_000]);
        Cache.GetFile(Record(server));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(["/net.onnx bytes=100000-", "/store/123 bytes=100000-"], server.Requests);
    }

    [Fact]
    public void A_server_that_falls_silent_is_asked_again()
    {
        using var release = new ManualResetEventSlim();
        using var server = new LoopbackServer(
            (context, number) =>
            {
                if (number > 1)
                {
                    Send(context, Content);
                    return;
                }

                context.Response.ContentLength64 = Content.Length;
                context.Response.OutputStream.Write(Content, 0, 70_000);
                context.Response.OutputStream.Flush();
                release.Wait();
                context.Response.Abort();
            }
        );
        (Cache with { Timeout = TimeSpan.FromSeconds(1) }).GetFile(Record(server));
        release.Set();
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Contains(_log.Messages, m => m.Contains("nothing came for 1 s", StringComparison.Ordinal));
    }

    [Fact]
    public void Nobody_there_is_an_error_and_not_a_hang()
    {
        using LoopbackServer server = Of(Content);
        BackboneRecord record = Record(server);
        server.Dispose();
        Fails(Cache with { Retries = 1 }, record);
        AssertNothing();
    }

    [Fact]
    public void A_cancelled_download_keeps_its_part()
    {
        using var source = new CancellationTokenSource();
        using var server = new LoopbackServer((context, _) => Send(context, Content, cutAfter: 200_000));
        var progress = new ProgressLog(_ => source.Cancel());
        Assert.ThrowsAny<OperationCanceledException>(() => (Cache with { Progress = progress }).GetFile(Record(server), source.Token));
        Assert.False(File.Exists(Target));
        Assert.InRange(new FileInfo(Target + ".part").Length, 1, 200_000);
    }

    private void AssertNothingElse() =>
        Assert.Equal(
            ["net.onnx"],
            Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Where(f => !f!.EndsWith(".lock", StringComparison.Ordinal))
        );

    private void AssertNothing() =>
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), f => !f.EndsWith(".lock", StringComparison.Ordinal));

    private sealed class ProgressLog(Action<BackboneDownloadProgress>? then = null) : IProgress<BackboneDownloadProgress>
    {
        private readonly List<BackboneDownloadProgress> _steps = [];

        public BackboneDownloadProgress[] Steps => [.. _steps];

        public void Report(BackboneDownloadProgress value)
        {
            _steps.Add(value);
            then?.Invoke(value);
        }
    }
}
