using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace MLNet.ConvExtensions.Tool.Tests.Support;

/// <summary>
/// A page in headless Chromium, where it is installed, with keys and mouse, by the DevTools protocol
/// (https://chromedevtools.github.io/devtools-protocol).
/// </summary>
internal sealed class BrowserTab : IAsyncDisposable
{
    private static readonly string? Program = (
        (string[])["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"]
    ).FirstOrDefault(File.Exists);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _waiting = [];
    private readonly SemaphoreSlim _sending = new(1);
    private Task _reading = Task.CompletedTask;
    private string? _session;
    private int _next;

    private BrowserTab(Process process) => _process = process;

    /// <summary>What the page said is wrong: exceptions, and errors of its console.</summary>
    public ConcurrentQueue<string> Troubles { get; } = [];

    /// <summary>The addresses that the page asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <param name="page">The page.</param>
    /// <param name="work">A folder for the browser's own files.</param>
    public static async Task<BrowserTab> OpenAsync(Uri page, string work)
    {
        Skip.If(Program is null, "Chromium is not installed.");
        var start = new ProcessStartInfo(
            Program!,
            [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--remote-debugging-port=0",
                $"--user-data-dir={Path.Combine(work, "profile")}",
                "about:blank",
            ]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var tab = new BrowserTab(Process.Start(start)!);
        try
        {
            await tab.BeginAsync(page).WaitAsync(Patience);
            return tab;
        }
        catch
        {
            await tab.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value of an expression of JavaScript in the page.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        JsonElement result = await SendAsync(
            "Runtime.evaluate",
            new
            {
                expression,
                awaitPromise = true,
                returnByValue = true,
            }
        );
        Assert.False(result.TryGetProperty("exceptionDetails", out JsonElement wrong), wrong.ToString());
        return result.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task UntilAsync(string expression)
    {
        var watch = Stopwatch.StartNew();
        // While the page isn't there, its elements aren't, either.
        string attempt = $"(() => {{ try {{ return Boolean({expression}); }} catch {{ return false; }} }})()";
        while (!(await EvaluateAsync(attempt)).GetBoolean())
        {
            Assert.True(watch.Elapsed < Patience, $"still not so after {Patience}: {expression}\n{string.Join('\n', Troubles)}");
            await Task.Delay(10);
        }
    }

    /// <summary>Presses a key: Enter, Escape, ArrowLeft, ArrowRight, or a character.</summary>
    public async Task PressAsync(string key)
    {
        string? text = key switch
        {
            "Enter" => "\r",
            { Length: 1 } => key,
            _ => null,
        };
        int code = key switch
        {
            "Enter" => 13,
            "Escape" => 27,
            "ArrowLeft" => 37,
            "ArrowRight" => 39,
            " " => 32,
            _ => char.IsAsciiLetterOrDigit(key[0]) ? char.ToUpperInvariant(key[0]) : 0,
        };
        await Task.WhenAll(KeyAsync(text is null ? "rawKeyDown" : "keyDown", text), KeyAsync("keyUp", null));

        Task<JsonElement> KeyAsync(string type, string? characters) =>
            SendAsync(
                "Input.dispatchKeyEvent",
                new
                {
                    type,
                    key,
                    text = characters ?? "",
                    windowsVirtualKeyCode = code,
                }
            );
    }

    /// <summary>Types a text, key by key.</summary>
    public async Task TypeAsync(string text)
    {
        foreach (char character in text)
            await PressAsync(character.ToString());
    }

    /// <summary>Clicks the middle of the first element that an expression gives.</summary>
    public async Task ClickAsync(string element)
    {
        JsonElement place = await EvaluateAsync(
            $"(() => {{ const e = {element}; e.scrollIntoView({{ block: 'nearest' }}); const b = e.getBoundingClientRect(); "
                + "return [b.left + b.width / 2, b.top + b.height / 2]; })()"
        );
        foreach (string type in new[] { "mouseMoved", "mousePressed", "mouseReleased" })
        {
            await SendAsync(
                "Input.dispatchMouseEvent",
                new
                {
                    type,
                    x = place[0].GetDouble(),
                    y = place[1].GetDouble(),
                    button = type == "mouseMoved" ? "none" : "left",
                    clickCount = type == "mouseMoved" ? 0 : 1,
                }
            );
        }
    }

    /// <summary>Gives the page another window; one narrower than 600 pixels is a phone's, with touch.</summary>
    /// <param name="width">The window's width in pixels.</param>
    /// <param name="height">Its height.</param>
    /// <param name="dark">Whether the reader likes it dark.</param>
    public async Task ResizeAsync(int width, int height, bool dark = false)
    {
        await SendAsync(
            "Emulation.setDeviceMetricsOverride",
            new
            {
                width,
                height,
                deviceScaleFactor = 1,
                mobile = width < 600,
            }
        );
        await SendAsync("Emulation.setTouchEmulationEnabled", new { enabled = width < 600 });
        await SendAsync(
            "Emulation.setEmulatedMedia",
            new { features = new[] { new { name = "prefers-color-scheme", value = dark ? "dark" : "light" } } }
        );
    }

    /// <summary>The window as PNG.</summary>
    public async Task<byte[]> PictureAsync() =>
        (await SendAsync("Page.captureScreenshot", new { format = "png" })).GetProperty("data").GetBytesFromBase64();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _socket.Dispose();
        await _reading;
        _process.Dispose();
        _sending.Dispose();
    }

    private async Task BeginAsync(Uri page)
    {
        string? line;
        do line = await _process.StandardError.ReadLineAsync() ?? throw new InvalidOperationException("Chromium ended at once.");
        while (!line.Contains("ws://", StringComparison.Ordinal));
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
        await _socket.ConnectAsync(new Uri(line[line.IndexOf("ws://", StringComparison.Ordinal)..]), CancellationToken.None);
        _reading = ReadAsync();
        JsonElement target = await SendAsync("Target.createTarget", new { url = "about:blank" });
        JsonElement attached = await SendAsync(
            "Target.attachToTarget",
            new { targetId = target.GetProperty("targetId").GetString(), flatten = true }
        );
        _session = attached.GetProperty("sessionId").GetString();
        await SendAsync("Runtime.enable", new { });
        await SendAsync("Log.enable", new { });
        await SendAsync("Network.enable", new { });
        await ResizeAsync(1280, 900);
        await SendAsync("Page.navigate", new { url = page.AbsoluteUri });
    }

    private async Task<JsonElement> SendAsync(string method, object parameters)
    {
        int id = Interlocked.Increment(ref _next);
        TaskCompletionSource<JsonElement> answer = _waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new Dictionary<string, object>
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        if (_session is not null)
            message["sessionId"] = _session;
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(
                JsonSerializer.SerializeToUtf8Bytes(message),
                WebSocketMessageType.Text,
                endOfMessage: true,
                CancellationToken.None
            );
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(Patience);
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (true)
            {
                using var message = new MemoryStream();
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    message.Write(buffer, 0, part.Count);
                } while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                    return;
                using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetString(message.ToArray()));
                Take(json.RootElement);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The browser was ended.
        }
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("id", out JsonElement id))
        {
            if (!_waiting.TryRemove(id.GetInt32(), out TaskCompletionSource<JsonElement>? answer))
                return;
            if (message.TryGetProperty("error", out JsonElement error))
                answer.SetException(new InvalidOperationException(error.ToString()));
            else
                answer.SetResult(message.GetProperty("result").Clone());
            return;
        }

        JsonElement said = message.GetProperty("params");
        switch (message.GetProperty("method").GetString())
        {
            case "Runtime.exceptionThrown":
                Troubles.Enqueue(said.GetProperty("exceptionDetails").ToString());
                break;
            case "Log.entryAdded" when said.GetProperty("entry").GetProperty("level").GetString() == "error":
                Troubles.Enqueue(said.GetProperty("entry").ToString());
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue(said.GetProperty("request").GetProperty("url").GetString()!);
                break;
        }
    }
}
