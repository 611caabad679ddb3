using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MLNet.ConvExtensions.Tests.Support;

/// <summary>An HTTP server of this machine only, on a free port. What it answers, a test decides request by request.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Action<HttpListenerContext, int> _answer;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentBag<Exception> _failures = [];
    private int _count;

    /// <param name="answer">Gets the request and its number, beginning at 1; called on several threads.</param>
    public LoopbackServer(Action<HttpListenerContext, int> answer)
    {
        _answer = answer;
        (_listener, Port) = Start();
        _ = Task.Run(ServeAsync);
    }

    public int Port { get; }

    /// <summary>The requests so far: path, and the range that was asked for.</summary>
    public string[] Requests => [.. _requests];

    /// <summary>Serves one file in whole or in part, as servers do.</summary>
    public static LoopbackServer Of(byte[] file) => new((context, _) => Send(context, file));

    public Uri Address(string path) => new($"http://127.0.0.1:{Port}/{path}");

    public static void Send(HttpListenerContext context, byte[] file, bool ranges = true, int? cutAfter = null, bool named = true)
    {
        HttpListenerResponse response = context.Response;
        int from = 0;
        if (named)
            response.AddHeader("ETag", "\"v1\"");
        if (ranges && context.Request.Headers["Range"] is { } range)
        {
            from = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
            if (from >= file.Length)
            {
                response.AddHeader("Content-Range", $"bytes */{file.Length}");
                Refuse(context, HttpStatusCode.RequestedRangeNotSatisfiable);
                return;
            }

            response.StatusCode = (int)HttpStatusCode.PartialContent;
            response.AddHeader("Content-Range", $"bytes {from}-{file.Length - 1}/{file.Length}");
        }

        response.ContentLength64 = file.Length - from;
        int count = Math.Min(file.Length - from, cutAfter ?? int.MaxValue);
        response.OutputStream.Write(file, from, count);
        response.OutputStream.Flush();
        if (count < file.Length - from)
        {
            // So that the client has read what came before the connection breaks.
            Thread.Sleep(200);
            response.Abort();
        }
        else
        {
            response.Close();
        }
    }

    public static void Refuse(HttpListenerContext context, HttpStatusCode status)
    {
        context.Response.StatusCode = (int)status;
        context.Response.Close();
    }

    public void Dispose()
    {
        _listener.Close();
        Assert.Empty(_failures);
    }

    private static (HttpListener Listener, int Port) Start()
    {
        for (int attempt = 0; ; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                // Somebody else took the port in between.
                ((IDisposable)listener).Dispose();
            }
        }
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => Answer(context));
        }
    }

    private void Answer(HttpListenerContext context)
    {
        _requests.Enqueue($"{context.Request.Url!.AbsolutePath} {context.Request.Headers["Range"]}".Trim());
        try
        {
            _answer(context, Interlocked.Increment(ref _count));
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or SocketException)
        {
            // The client went away.
        }
        catch (Exception e)
        {
            _failures.Add(e);
            context.Response.Abort();
        }
    }
}
