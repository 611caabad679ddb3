using System.Net;
using System.Text;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Hub;

/// <summary>What the hub may answer, and what can go wrong on the way.</summary>
public sealed class HubProtocolTests : IDisposable
{
    private const string Config = "config.json",
        Model = "onnx/model.onnx",
        Head = "HEAD hub main/onnx/model.onnx",
        Get = "GET store onnx/model.onnx";

    private static readonly byte[] Small = Encoding.UTF8.GetBytes("""{ "model_type": "vit" }""");
    private static readonly byte[] Large = HubCacheTests.RandomBytes(300_000);

    private readonly TemporaryFolder _folder = new();
    private readonly MessageLog _log = new();

    public void Dispose() => _folder.Dispose();

    private string Blob => Path.Combine(_folder.Path, "models--org--net", "blobs", HubServer.Sha256Of(Large));

    [Fact]
    public void A_repository_that_was_renamed_is_followed_with_the_token()
    {
        using var server = new HubServer((Model, Large))
        {
            Instead = (context, number) =>
            {
                if (number > 1)
                    return false;
                context.Response.AddHeader("Location", "/org/net/resolve/main/onnx/model.onnx");
                LoopbackServer.Refuse(context, HttpStatusCode.TemporaryRedirect);
                return true;
            },
        };
        Assert.Equal(Large, File.ReadAllBytes((Of(server) with { Token = "hf_x" }).GetFile("old/net", Model)));
        Assert.Equal(["HEAD hub old/net/resolve/main/onnx/model.onnx Bearer hf_x", Head + " Bearer hf_x", Get], server.Requests);
    }

    [Theory]
    [InlineData(401, "GatedRepo", "is gated: its owner gives access on request")]
    [InlineData(403, "GatedRepo", "is gated: its owner gives access on request")]
    [InlineData(401, "RepoNotFound", "There is no repository 'org/net'")]
    [InlineData(404, "RepoNotFound", "There is no repository 'org/net'")]
    [InlineData(401, null, "There is no repository 'org/net' at 127.0.0.1:")]
    [InlineData(404, "RevisionNotFound", "has no revision 'main'")]
    [InlineData(403, null, "refuses 'onnx/model.onnx' of 'org/net' (403)")]
    [InlineData(400, null, "answers 400 Bad Request for 'onnx/model.onnx' of 'org/net'")]
    public void What_the_hub_refuses_is_one_sentence_and_leaves_nothing(int status, string? code, string text)
    {
        using var server = new HubServer((Model, Large))
        {
            Instead = (context, _) =>
            {
                HubServer.Refuse(context, (HttpStatusCode)status, code, "Because.");
                return true;
            },
        };
        string message = Fails(Of(server));
        Assert.Contains(text, message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_token_that_does_not_help_is_told_from_none()
    {
        using var server = new HubServer();
        Assert.Contains("Give a token that may read it, in HF_TOKEN", Fails(Of(server), "org/private"), StringComparison.Ordinal);
        Assert.Contains(
            "The token that was sent may not read it",
            Fails(Of(server) with { Token = "hf_x" }, "org/private"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_hub_is_given_the_time_that_it_asks_for()
    {
        using var server = new HubServer((Model, Large))
        {
            Instead = (context, number) =>
            {
                if (number > 1)
                    return false;
                context.Response.AddHeader("Retry-After", "1");
                LoopbackServer.Refuse(context, HttpStatusCode.TooManyRequests);
                return true;
            },
        };
        Assert.Equal(Large, File.ReadAllBytes((Of(server) with { Retries = 1 }).GetFile(HubServer.Repository, Model)));
        Assert.Contains(_log.Messages, m => m.EndsWith("Trying again in 1 s.", StringComparison.Ordinal));
        Assert.Equal([Head, Head, Get], server.Requests);
    }

    [Fact]
    public void A_hub_that_asks_for_too_much_time_is_not_waited_for()
    {
        using var server = new HubServer((Model, Large))
        {
            Instead = (context, _) =>
            {
                context.Response.AddHeader("Retry-After", "3600");
                LoopbackServer.Refuse(context, HttpStatusCode.TooManyRequests);
                return true;
            },
        };
        Assert.Contains("asks to wait 60 minutes", Fails(Of(server) with { Retries = 9 }), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void A_download_that_is_cut_goes_on_where_it_stopped()
    {
        using HubServer server = Cut(times: 1);
        Assert.Equal(Large, File.ReadAllBytes((Of(server) with { Retries = 1 }).GetFile(HubServer.Repository, Model)));
        Assert.Equal([Head, Get, Get + " bytes=100000-"], server.Requests);
    }

    [Fact]
    public void A_process_that_was_killed_is_gone_on_from()
    {
        using HubServer server = Cut(times: 1);
        Assert.Contains("100,000 bytes are kept for the next attempt", Fails(Of(server)), StringComparison.Ordinal);
        Assert.Equal(100_000, new FileInfo(Blob + ".incomplete").Length);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "models--org--net", "snapshots")));
        Assert.Equal(Large, File.ReadAllBytes(Of(server).GetFile(HubServer.Repository, Model)));
        Assert.Equal(Get + " bytes=100000-", server.Requests[^1]);
        Assert.False(File.Exists(Blob + ".incomplete"));
    }

    [Fact]
    public void What_an_earlier_download_left_of_something_else_is_thrown_away()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Blob)!);
        File.WriteAllBytes(Blob + ".incomplete", new byte[50_000]);
        using HubServer server = new((Model, Large));
        Assert.Equal(Large, File.ReadAllBytes(Of(server).GetFile(HubServer.Repository, Model)));
        Assert.Equal([Head, Get + " bytes=50000-", Get], server.Requests);
    }

    [Theory]
    [InlineData(Model, "its SHA-256 is")]
    [InlineData(Config, "git's SHA-1 of it is")]
    public void Another_file_than_the_hub_promised_is_thrown_away(string file, string reason)
    {
        byte[] right = file == Model ? Large : Small,
            wrong = [.. right[..^1], (byte)(right[^1] ^ 1)];
        using var server = new HubServer((file, wrong))
        {
            Change = response => response.Headers[file == Model ? "X-Linked-Etag" : "ETag"] = $"\"{HubServer.TagOf(file, right)}\"",
        };
        string message = Fails(Of(server), file: file);
        Assert.Contains("brought another file than the hub promised and was thrown away: " + reason, message, StringComparison.Ordinal);
        Assert.All(
            Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories),
            f => Assert.EndsWith(".lock", f, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("X-Repo-Commit", null, "answers without the header X-Repo-Commit, as no hub does")]
    [InlineData("X-Repo-Commit", "../../x", "the header X-Repo-Commit is '../../x'; needed: 40 hexadecimal digits")]
    [InlineData("X-Linked-Etag", "\"../../x\"", "answers without the header ETag")]
    [InlineData("Location", "file:///etc/passwd", "allowed: http and https")]
    public void What_is_no_hub_is_told(string header, string? value, string text)
    {
        using var server = new HubServer((Model, Large))
        {
            Change = response =>
            {
                response.Headers.Remove(header);
                if (value is not null)
                    response.AddHeader(header, value);
            },
        };
        Assert.Contains(text, Fails(Of(server)), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Bytes_that_arrive_are_told()
    {
        using HubServer server = new((Model, Large));
        var progress = new ProgressLog();
        (Of(server) with { Progress = progress }).GetFile(HubServer.Repository, Model);
        Assert.Equal(
            ("org/net/onnx/model.onnx", 300_000L, (long?)300_000),
            (progress.Last.Name, progress.Last.Received, progress.Last.Total)
        );
    }

    private static HubServer Cut(int times) =>
        new((Model, Large))
        {
            InsteadOfStore = (context, content, number) =>
            {
                if (number <= times)
                    LoopbackServer.Send(context, content, cutAfter: 100_000);
                return number <= times;
            },
        };

    private HubCache Of(HubServer server) =>
        new()
        {
            Folder = _folder.Path,
            Endpoint = server.Endpoint,
            Token = "",
            Retries = 0,
            RetryDelay = TimeSpan.FromMilliseconds(10),
            Logger = _log,
            Variable = _ => null,
        };

    private static string Fails(HubCache cache, string repository = HubServer.Repository, string file = Model) =>
        Assert.Throws<BackboneDownloadException>(() => cache.GetFile(repository, file)).Message;

    private sealed class ProgressLog : IProgress<BackboneDownloadProgress>
    {
        public BackboneDownloadProgress Last { get; private set; }

        public void Report(BackboneDownloadProgress value) => Last = value;
    }
}
