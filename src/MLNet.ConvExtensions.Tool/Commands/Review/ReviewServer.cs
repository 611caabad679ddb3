using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MLNet.ConvExtensions.Tool.Commands.Review;

/// <summary>
/// Serves the page of a review on the loopback address: the page itself, the queue, photos by their numbers, and what keeps answers. It knows no
/// paths of files from requests and reads no configuration.
/// </summary>
internal sealed class ReviewServer : IAsyncDisposable
{
    /// <summary>Pixels of the shorter side of a photo as it is first shown, and of one looked at closely.</summary>
    private const int Shown = 900,
        Close = 2400;

    private const long LargestRequest = 16 * 1024;

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
    };

    private readonly ReviewSession _session;
    private readonly ReviewPage _page;
    private readonly RequestGuard _guard = new();
    private readonly TaskCompletionSource<(int Reviewed, int Corrected)?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _application;

    // Two large photos at once are enough for one pair of eyes, whatever asks.
    private readonly SemaphoreSlim _decoding = new(2);

    private ReviewServer(ReviewSession session, string output, int port)
    {
        _session = session;
        _page = new ReviewPage(session, output);
        // Nothing of the environment or of files in the current folder can open another port.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        _application = builder.Build();
        _application.Run(Answer);
    }

    /// <summary>The page's address.</summary>
    public Uri Address => new($"{_application.Urls.Single()}/{_guard.Token}/");

    /// <summary>What was reviewed and written, when the reviewer says that it is done; null after <see cref="End"/>.</summary>
    public Task<(int Reviewed, int Corrected)?> Ended => _ended.Task;

    /// <param name="session">The queue and its answers.</param>
    /// <param name="output">What the file of corrections is called.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<ReviewServer> StartAsync(ReviewSession session, string output, int port)
    {
        var server = new ReviewServer(session, output, port);
        try
        {
            await server._application.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the wait for the reviewer.</summary>
    public void End() => _ended.TrySetResult(null);

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _application.StopAsync(soon.Token);
        await _application.DisposeAsync();
        _decoding.Dispose();
    }

    private async Task Answer(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = _page.Policy;
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        int? refused = _guard.Refuse(context.Request, context.Connection.LocalPort, out string path);
        if (refused is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        bool isPost = HttpMethods.IsPost(context.Request.Method);
        switch (path.Split('/'))
        {
            case [""] when !isPost:
                await Send(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(_page.Html));
                break;
            case ["queue"] when !isPost:
                await Send(context, "application/json", _page.Queue());
                break;
            case ["photo", var number] when !isPost:
                await SendPhoto(context, number, Shown);
                break;
            case ["photo", var number, "close"] when !isPost:
                await SendPhoto(context, number, Close);
                break;
            case ["answer"] when isPost:
                await Keep(context);
                break;
            case ["done"] when isPost:
                await Finish(context);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private async Task SendPhoto(HttpContext context, string number, int side)
    {
        if (!int.TryParse(number, out int place) || place < 0 || place >= _session.Photos.Count)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        byte[]? photo;
        await _decoding.WaitAsync(context.RequestAborted);
        try
        {
            photo = PhotoThumbnail.Jpeg(_session.Photos[place].Path, side, quality: 85);
        }
        finally
        {
            _decoding.Release();
        }

        if (photo is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // For as long as the page is open: the next photo is there before it is asked for, and one looked at again is at once.
        context.Response.Headers.CacheControl = "private, max-age=600";
        await Send(context, "image/jpeg", photo);
    }

    private async Task Keep(HttpContext context)
    {
        ReviewJournal.Answer? answer;
        try
        {
            answer = await JsonSerializer.DeserializeAsync<ReviewJournal.Answer>(context.Request.Body, Format, context.RequestAborted);
        }
        catch (Exception e) when (e is JsonException or Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            answer = null;
        }

        if (
            answer is null
            || answer.Image < 0
            || answer.Image >= _session.Photos.Count
            || (answer.Label is { } label && !_session.Classes.Contains(label) && !ReviewSession.IsName(label))
        )
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await Write(context, () => _session.Answer(answer.Image, answer.Label));
    }

    /// <summary>Writes the corrections before the page hears that all is done.</summary>
    private async Task Finish(HttpContext context)
    {
        (int Reviewed, int Corrected)? done = null;
        await Write(context, () => done = _session.Save());
        await context.Response.CompleteAsync();
        if (done is not null)
            _ended.TrySetResult(done);
    }

    private static async Task Write(HttpContext context, Action write)
    {
        try
        {
            write();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk: the page says so, and keeps the reviewer from going on.
            context.Response.StatusCode = StatusCodes.Status507InsufficientStorage;
            await Send(context, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(e.Message));
        }
    }

    private static async Task Send(HttpContext context, string type, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>Ctrl+C is the tool's to hear, not the server's.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
