using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace MLNet.ConvExtensions.Tests.Support;

/// <summary>
/// A server that answers as Hugging Face's hub does: what a file is by HEAD, large files at another host, errors by their codes.
/// </summary>
internal sealed class HubServer : IDisposable
{
    public const string Repository = "org/net";
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly LoopbackServer _hub;
    private readonly LoopbackServer _store;
    private readonly ConcurrentDictionary<string, byte[]> _files;
    private readonly ConcurrentQueue<string> _requests = new();

    public HubServer(params (string Name, byte[] Content)[] files)
    {
        _files = new(files.ToDictionary(f => f.Name, f => f.Content));
        _store = new LoopbackServer((context, _) => Store(context));
        _hub = new LoopbackServer((context, number) => Answer(context, number));
    }

    public Uri Endpoint => _hub.Address("");

    /// <summary>Method, host (hub or store), path in the repository at its revision, range, and who asked.</summary>
    public string[] Requests => [.. _requests];

    /// <summary>Answers instead of the hub where it gives true.</summary>
    public Func<HttpListenerContext, int, bool>? Instead { get; init; }

    /// <summary>Answers instead of the store of large files.</summary>
    public Func<HttpListenerContext, byte[], int, bool>? InsteadOfStore { get; init; }

    /// <summary>Changes what the hub says of a file.</summary>
    public Action<HttpListenerResponse>? Change { get; init; }

    private int _stored;

    public static string Sha256Of(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>As <c>git hash-object</c> computes it.</summary>
    public static string BlobOf(byte[] content) =>
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));

    public static bool IsLarge(string file) => file.Contains(".onnx", StringComparison.Ordinal);

    public static string TagOf(string file, byte[] content) => IsLarge(file) ? Sha256Of(content) : BlobOf(content);

    public static void Refuse(HttpListenerContext context, HttpStatusCode status, string? code = null, string? message = null)
    {
        if (code is not null)
            context.Response.AddHeader("X-Error-Code", code);
        if (message is not null)
            context.Response.AddHeader("X-Error-Message", message);
        LoopbackServer.Refuse(context, status);
    }

    public void Dispose()
    {
        _hub.Dispose();
        _store.Dispose();
    }

    private void Answer(HttpListenerContext context, int number)
    {
        string path = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath).TrimStart('/');
        Note(context, "hub", path);
        if (Instead?.Invoke(context, number) == true)
            return;
        string[] parts = path.Split("/resolve/");
        string[] rest = parts.Length == 2 ? parts[1].Split('/', 2) : [];
        if (rest.Length != 2 || parts[0] != Repository)
        {
            Refuse(context, HttpStatusCode.Unauthorized, "RepoNotFound", "Repository not found");
            return;
        }

        if (rest[0] is not ("main" or "v1" or Commit))
        {
            Refuse(context, HttpStatusCode.NotFound, "RevisionNotFound", "Invalid rev id");
            return;
        }

        context.Response.AddHeader("X-Repo-Commit", Commit);
        if (!_files.TryGetValue(rest[1], out byte[]? content))
        {
            Refuse(context, HttpStatusCode.NotFound, "EntryNotFound", "Entry not found");
            return;
        }

        if (IsLarge(rest[1]))
        {
            context.Response.AddHeader("X-Linked-Etag", $"\"{Sha256Of(content)}\"");
            context.Response.AddHeader("X-Linked-Size", $"{content.Length}");
            context.Response.AddHeader("Location", _store.Address($"{Uri.EscapeDataString(rest[1])}?Signature=x").ToString());
            Change?.Invoke(context.Response);
            LoopbackServer.Refuse(context, HttpStatusCode.Found);
            return;
        }

        context.Response.AddHeader("ETag", $"\"{BlobOf(content)}\"");
        Change?.Invoke(context.Response);
        if (context.Request.HttpMethod == "HEAD")
        {
            context.Response.ContentLength64 = content.Length;
            context.Response.Close();
            return;
        }

        LoopbackServer.Send(context, content, named: false);
    }

    private void Store(HttpListenerContext context)
    {
        string file = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath).TrimStart('/');
        Note(context, "store", file);
        byte[] content = _files[file];
        if (InsteadOfStore?.Invoke(context, content, Interlocked.Increment(ref _stored)) != true)
            LoopbackServer.Send(context, content);
    }

    private void Note(HttpListenerContext context, string host, string path)
    {
        HttpListenerRequest request = context.Request;
        string name = path.Replace($"{Repository}/resolve/", "", StringComparison.Ordinal);
        string[] parts = [request.HttpMethod, host, name, request.Headers["Range"] ?? "", request.Headers["Authorization"] ?? ""];
        _requests.Enqueue(string.Join(' ', parts.Where(p => p.Length > 0)));
    }
}
