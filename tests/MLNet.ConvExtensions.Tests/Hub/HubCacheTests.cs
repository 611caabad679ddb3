using System.Net;
using System.Text;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Hub;

/// <summary>The cache's folder: huggingface_hub's layout, written and read, and what the environment says.</summary>
public sealed class HubCacheTests : IDisposable
{
    private const string Main = "main",
        Config = "config.json",
        Model = "onnx/model.onnx";

    private static readonly byte[] Small = Encoding.UTF8.GetBytes("""{ "model_type": "vit" }""");
    private static readonly byte[] Large = RandomBytes(300_000);

    private readonly TemporaryFolder _folder = new();
    private readonly MessageLog _log = new();

    public void Dispose() => _folder.Dispose();

    private string Root => Path.Combine(_folder.Path, "models--org--net");

    [Fact]
    public void Files_lie_as_huggingface_hub_lays_them()
    {
        using HubServer server = new((Config, Small), (Model, Large));
        string model = Of(server).GetFile(HubServer.Repository, Model),
            config = Of(server).GetFile(HubServer.Repository, Config);
        string blob = HubServer.Sha256Of(Large),
            small = HubServer.BlobOf(Small);
        Assert.Equal(Path.Combine(Root, "snapshots", HubServer.Commit, "onnx", "model.onnx"), model);
        Assert.Equal(Large, File.ReadAllBytes(model));
        Assert.Equal(Small, File.ReadAllBytes(config));
        Assert.Equal(Path.Combine("..", "..", "..", "blobs", blob), new FileInfo(model).LinkTarget);
        Assert.Equal(Path.Combine("..", "..", "blobs", small), new FileInfo(config).LinkTarget);
        Assert.Equal(HubServer.Commit, File.ReadAllText(Path.Combine(Root, "refs", Main)));
        Assert.Equal(new[] { blob, small }.Order(), Directory.GetFiles(Path.Combine(Root, "blobs")).Select(Path.GetFileName).Order());
        Assert.True(File.Exists(Path.Combine(_folder.Path, ".locks", "models--org--net", blob + ".lock")));
    }

    [Fact]
    public void What_python_has_brought_of_a_commit_is_taken_without_a_network()
    {
        string blob = Path.Combine(Root, "blobs", HubServer.Sha256Of(Large)),
            snapshot = Path.Combine(Root, "snapshots", HubServer.Commit, "onnx");
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        Directory.CreateDirectory(snapshot);
        File.WriteAllBytes(blob, Large);
        File.CreateSymbolicLink(Path.Combine(snapshot, "model.onnx"), Path.GetRelativePath(snapshot, blob));
        HubCache cache = Plain with { Endpoint = new Uri("http://127.0.0.1:9") };
        Assert.Equal(Large, File.ReadAllBytes(cache.GetFile(HubServer.Repository, Model, HubServer.Commit)));
    }

    [Fact]
    public void A_file_is_downloaded_once_and_a_branch_asked_for_each_time()
    {
        using HubServer server = new((Model, Large));
        Of(server).GetFile(HubServer.Repository, Model);
        Of(server).GetFile(HubServer.Repository, Model);
        Of(server).GetFile(HubServer.Repository, Model, HubServer.Commit);
        Assert.Equal(["HEAD hub main/onnx/model.onnx", "GET store onnx/model.onnx", "HEAD hub main/onnx/model.onnx"], server.Requests);
    }

    [Fact]
    public void The_same_contents_at_another_revision_come_once()
    {
        using HubServer server = new((Model, Large), ("model.onnx", Large));
        Of(server).GetFile(HubServer.Repository, Model);
        Assert.Equal(Large, File.ReadAllBytes(Of(server).GetFile(HubServer.Repository, "model.onnx", "v1")));
        Assert.Single(server.Requests, r => r.StartsWith("GET", StringComparison.Ordinal));
        Assert.Equal(HubServer.Commit, File.ReadAllText(Path.Combine(Root, "refs", "v1")));
    }

    [Fact]
    public void That_a_commit_lacks_a_file_is_noted()
    {
        using HubServer server = new((Config, Small));
        for (int i = 0; i < 2; i++)
        {
            var e = Assert.Throws<BackboneDownloadException>(() => Of(server).GetFile(HubServer.Repository, Model, HubServer.Commit));
            Assert.Equal($"The repository 'org/net' has no file 'onnx/model.onnx' at revision '{HubServer.Commit}'.", e.Message);
        }

        Assert.Single(server.Requests);
        Assert.True(File.Exists(Path.Combine(Root, ".no_exist", HubServer.Commit, "onnx", "model.onnx")));
    }

    [Fact]
    public void Where_links_are_not_allowed_files_are_whole()
    {
        using HubServer server = new((Model, Large), (Config, Small));
        HubCache cache = Of(server) with { Links = false };
        string model = cache.GetFile(HubServer.Repository, Model);
        Assert.Null(new FileInfo(model).LinkTarget);
        Assert.Equal(Large, File.ReadAllBytes(model));
        Assert.Equal(model, cache.GetFile(HubServer.Repository, Model));
        Assert.Single(server.Requests, r => r.StartsWith("GET", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(Path.Combine(Root, "blobs")));
    }

    [Fact]
    public void Offline_a_branch_is_what_it_was()
    {
        using HubServer server = new((Model, Large));
        string path = Of(server).GetFile(HubServer.Repository, Model);
        HubCache offline = Of(server) with { Offline = true };
        Assert.Equal(path, offline.GetFile(HubServer.Repository, Model));
        var e = Assert.Throws<BackboneDownloadException>(() => offline.GetFile(HubServer.Repository, Config));
        Assert.Equal(
            $"'config.json' of 'org/net' at revision 'main' isn't in the hub's cache ('{Root}'), and downloads are off.",
            e.Message
        );
        Assert.Equal(2, server.Requests.Length);
    }

    [Fact]
    public void Where_the_hub_is_out_of_reach_a_branch_is_what_it_was_and_that_is_said()
    {
        string path;
        using (HubServer server = new((Model, Large)))
            path = Of(server).GetFile(HubServer.Repository, Model);
        HubCache cache = Plain with { Endpoint = new Uri("http://127.0.0.1:9"), Logger = _log };
        Assert.Equal(path, cache.GetFile(HubServer.Repository, Model));
        Assert.Contains(_log.Messages, m => m.Contains($"is taken as it was at commit {HubServer.Commit}", StringComparison.Ordinal));
        var e = Assert.Throws<BackboneDownloadException>(() => cache.GetFile(HubServer.Repository, Config));
        Assert.Contains("127.0.0.1:9", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_at_once_download_a_file_once()
    {
        using var server = new HubServer((Model, Large))
        {
            InsteadOfStore = (_, _, _) =>
            {
                Thread.Sleep(100);
                return false;
            },
        };
        string[] found = new string[4];
        Parallel.For(0, found.Length, i => found[i] = Of(server).GetFile(HubServer.Repository, Model));
        Assert.Single(found.Distinct());
        Assert.Single(server.Requests, r => r.StartsWith("GET", StringComparison.Ordinal));
    }

    [Fact]
    public void A_full_disk_is_told_before_anything_comes()
    {
        using var server = new HubServer((Model, Large)) { Change = response => response.Headers["X-Linked-Size"] = "999999999999999" };
        var e = Assert.Throws<BackboneDownloadException>(() => Of(server).GetFile(HubServer.Repository, Model));
        Assert.Contains("needs 999,999,999,999,999 more bytes in", e.Message, StringComparison.Ordinal);
        AssertNothing();
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        using HubServer server = new((Config, Small));
        HubCache cache = Of(server) with { Folder = _folder.Write("file", [1]) };
        var e = Assert.Throws<BackboneDownloadException>(() => cache.GetFile(HubServer.Repository, Config));
        Assert.StartsWith($"The hub's cache '{_folder.File("file")}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HF_HUB_CACHE=/a", "/a")]
    [InlineData("HUGGINGFACE_HUB_CACHE=/b", "/b")]
    [InlineData("HF_HOME=/c;HF_HUB_CACHE=", "/c/hub")]
    [InlineData("XDG_CACHE_HOME=/d", "/d/huggingface/hub")]
    [InlineData("HF_HOME=/c;HF_HUB_CACHE=/a;XDG_CACHE_HOME=/d", "/a")]
    public void The_environment_says_where_the_cache_is(string variables, string folder) =>
        Assert.EndsWith($" in {folder}", Environed(variables).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("1")]
    [InlineData("on")]
    [InlineData("True")]
    public void The_environment_turns_downloads_off(string value)
    {
        using HubServer server = new((Config, Small));
        HubCache cache = Environed($"HF_HUB_OFFLINE={value};HF_ENDPOINT={server.Endpoint}") with { Folder = _folder.Path };
        Assert.Contains(
            "downloads are off",
            Assert.Throws<BackboneDownloadException>(() => cache.GetFile(HubServer.Repository, Config)).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(server.Requests);
        Assert.Equal(Small, File.ReadAllBytes((cache with { Offline = false }).GetFile(HubServer.Repository, Config)));
    }

    [Fact]
    public void The_token_is_that_of_the_environment_or_of_the_file_of_signing_in()
    {
        using HubServer server = new((Config, Small), (Model, Large));
        string endpoint = $"HF_ENDPOINT={server.Endpoint}";
        _folder.Write("token", Encoding.UTF8.GetBytes("hf_file\n"));
        HubCache ofFile = Environed($"{endpoint};HF_HOME={_folder.Path}"),
            ofVariable = Environed($"{endpoint};HF_HOME={_folder.Path};HF_TOKEN=hf_variable");
        ofFile.GetFile(HubServer.Repository, Config);
        ofVariable.GetFile(HubServer.Repository, Model);
        Assert.Equal(
            [
                "HEAD hub main/config.json Bearer hf_file",
                "GET hub main/config.json Bearer hf_file",
                "HEAD hub main/onnx/model.onnx Bearer hf_variable",
                "GET store onnx/model.onnx",
            ],
            server.Requests
        );
        Assert.DoesNotContain("hf_", (Plain with { Token = "hf_given" }).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../net", "main", "a", "no repository")]
    [InlineData("org/net/other", "main", "a", "no repository")]
    [InlineData("org/.net", "main", "a", "no repository")]
    [InlineData("org/net", "a/../../b", "a", "no revision")]
    [InlineData("org/net", "", "a", "no revision")]
    [InlineData("org/net", "main", "../a", "no file")]
    [InlineData("org/net", "main", "/a", "no file")]
    [InlineData("org/net", "main", "a\\b", "no file")]
    public void Names_that_lead_out_of_the_cache_are_refused(string repository, string revision, string file, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<ArgumentException>(() => Plain.GetFile(repository, file, revision)).Message,
            StringComparison.Ordinal
        );

    internal static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private HubCache Plain =>
        new()
        {
            Folder = _folder.Path,
            Retries = 0,
            Variable = _ => null,
            Token = "",
        };

    private HubCache Of(HubServer server) => Plain with { Endpoint = server.Endpoint };

    private static HubCache Environed(string variables)
    {
        var values = variables.Split(';').Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);
        return new HubCache { Retries = 0, Variable = values.GetValueOrDefault };
    }

    private void AssertNothing() =>
        Assert.All(
            Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories),
            f => Assert.EndsWith(".lock", f, StringComparison.Ordinal)
        );
}
