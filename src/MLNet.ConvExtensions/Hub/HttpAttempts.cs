using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Hub;

/// <summary>Asks a server again after failures that pass, with growing pauses, or those that it asks for.</summary>
internal sealed class HttpAttempts(DownloadJob job)
{
    /// <summary>An attempt that brought this much more is a success of its own: the retries are counted anew.</summary>
    private const long WorthwhileBytes = 1 << 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Servers that ask for more patience aren't waited for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>Follows redirections, to which no authorization goes.</summary>
    public static HttpClient Client { get; } = CreateClient(follow: true);

    /// <summary>Follows none.</summary>
    public static HttpClient PlainClient { get; } = CreateClient(follow: false);

    /// <param name="address">What is asked, for messages.</param>
    /// <param name="attempt">One attempt.</param>
    /// <param name="kept">The bytes that attempts have brought so far.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="BackboneDownloadException">All attempts failed.</exception>
    /// <exception cref="RefusedException">The server refuses, and will again.</exception>
    public async Task<T> RunAsync<T>(Uri address, Func<Task<T>> attempt, Func<long> kept, CancellationToken cancellation)
    {
        int failures = 0;
        while (true)
        {
            long before = kept();
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (Exception e) when (IsPassing(e) && !cancellation.IsCancellationRequested)
            {
                string reason = Reason(e);
                TimeSpan? wait = (e as RefusedException)?.Wait;
                failures = kept() - before >= WorthwhileBytes ? 1 : failures + 1;
                if (wait > LongestWait)
                    throw new BackboneDownloadException(
                        $"{address}: {reason}, and asks to wait {wait.Value.TotalMinutes:0} minutes; try again then",
                        e
                    );
                if (failures > job.Retries)
                {
                    string rest = kept() > 0 ? $"; {kept():N0} bytes are kept for the next attempt" : "";
                    throw new BackboneDownloadException($"{address}: {reason} (tried {failures} times{rest})", e);
                }

                TimeSpan pause =
                    wait > TimeSpan.Zero
                        ? wait.Value
                        : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, job.RetryDelay.Ticks << (failures - 1)));
                job.Logger?.LogWarning("Downloading {Name}: {Reason}. Trying again in {Pause} s.", job.Name, reason, pause.TotalSeconds);
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
            }
            catch (HttpRequestException e) when (e is not RefusedException)
            {
                throw new BackboneDownloadException($"{address}: {Reason(e)}", e);
            }
        }
    }

    private static bool IsPassing(Exception e) =>
        e switch
        {
            BackboneDownloadException => false,
            RefusedException refused => refused.IsPassing,
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } =>
                false,
            HttpRequestException or IOException or OperationCanceledException => true,
            _ => false,
        };

    private string Reason(Exception e) =>
        e switch
        {
            OperationCanceledException => $"nothing came for {job.Timeout.TotalSeconds:0.#} s",
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
                "the server's name is not known; is there a network?",
            HttpRequestException { InnerException: { } inner } => inner.Message,
            _ => e.Message,
        };

    private static HttpClient CreateClient(bool follow)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = follow,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        var client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("MLNet.ConvExtensions", typeof(HttpAttempts).Assembly.GetName().Version?.ToString(3))
        );
        return client;
    }
}
