using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Backbones;

/// <summary>
/// Brings a file from an address into a partial file, and goes on where an earlier attempt stopped. What comes is not judged here, but
/// for its length.
/// </summary>
internal sealed class HttpDownload(BackboneRecord record, BackboneCache cache, string part)
{
    /// <summary>An attempt that brought this much more is a success of its own: the retries are counted anew.</summary>
    private const long WorthwhileBytes = 1 << 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private static readonly HttpClient Client = CreateClient();

    /// <summary>What the server calls this version of the file; only a file of the same version is continued.</summary>
    private RangeConditionHeaderValue? _version;

    /// <exception cref="BackboneDownloadException">
    /// The address can't be reached, refuses, offers another file, or the disk is full.
    /// </exception>
    public async Task RunAsync(Uri address, CancellationToken cancellation)
    {
        if (address is { Scheme: "http", IsLoopback: false } && !record.IsVerified)
        {
            throw new BackboneDownloadException(
                $"{address} is not https, and nothing says what the file must be: anyone on the way could change it. "
                    + $"Give an https address, or {nameof(BackboneRecord)}.{nameof(BackboneRecord.Sha256)}"
            );
        }

        int failures = 0;
        while (true)
        {
            long before = PartLength;
            try
            {
                await TransferAsync(address, cancellation).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (IsPassing(e) && !cancellation.IsCancellationRequested)
            {
                string reason = Reason(e);
                failures = PartLength - before >= WorthwhileBytes ? 1 : failures + 1;
                if (failures > cache.Retries)
                    throw new BackboneDownloadException(
                        $"{address}: {reason} (tried {failures} times; {PartLength:N0} bytes are kept for the next attempt)",
                        e
                    );
                TimeSpan pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, cache.RetryDelay.Ticks << (failures - 1)));
                cache.Logger?.LogWarning(
                    "Downloading {Name}: {Reason}. Trying again in {Pause} s.",
                    record.Name,
                    reason,
                    pause.TotalSeconds
                );
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
            }
            catch (HttpRequestException e)
            {
                throw new BackboneDownloadException($"{address}: {Reason(e)}", e);
            }
        }
    }

    private long PartLength => File.Exists(part) ? new FileInfo(part).Length : 0;

    private async Task TransferAsync(Uri address, CancellationToken cancellation)
    {
        long have = PartLength;

        // Where neither a hash nor the server's name for its version would tell, the file may have changed since.
        if (have > record.Bytes || (!record.IsVerified && _version is null))
        {
            File.Delete(part);
            have = 0;
        }

        if (have == record.Bytes)
            return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(cache.Timeout);
        using HttpResponseMessage response = await RequestAsync(address, have, patience.Token).ConfigureAwait(false);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                have = 0;
                break;
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From == have:
                break;
            case HttpStatusCode.RequestedRangeNotSatisfiable when response.Content.Headers.ContentRange?.Length == have:
                return;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                File.Delete(part);
                throw new HttpIOException(HttpRequestError.InvalidResponse, $"the server can't continue at byte {have:N0}");
            default:
                throw new HttpRequestException(
                    $"the server answers {(int)response.StatusCode} {response.ReasonPhrase}",
                    null,
                    response.StatusCode
                );
        }

        long? total = have + response.Content.Headers.ContentLength;
        if (total is { } offered && record.Bytes is { } wanted && offered != wanted)
            throw new BackboneDownloadException($"{address} offers {offered:N0} bytes; {record.Name} has {wanted:N0}");
        await CopyAsync(response, have, total ?? record.Bytes, patience, cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> RequestAsync(Uri address, long have, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            request.Headers.IfRange = _version;
        }

        HttpResponseMessage response = await Client
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
            .ConfigureAwait(false);
        _version =
            response.Headers.ETag is { IsWeak: false } tag ? new RangeConditionHeaderValue(tag)
            : response.Content.Headers.LastModified is { } date ? new RangeConditionHeaderValue(date)
            : null;
        return response;
    }

    private async Task CopyAsync(
        HttpResponseMessage response,
        long have,
        long? total,
        CancellationTokenSource patience,
        CancellationToken cancellation
    )
    {
        using Stream source = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
        using FileStream target = OpenPart(have);
        var buffer = new byte[1 << 17];
        while (true)
        {
            patience.CancelAfter(cache.Timeout);
            int read = await source.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
            if (read == 0)
                break;
            have += read;
            if (have > (record.Bytes ?? long.MaxValue))
                throw new BackboneDownloadException($"the server sends more than the {record.Bytes:N0} bytes that {record.Name} has");
            Write(target, buffer.AsSpan(0, read));
            cache.Progress?.Report(new BackboneDownloadProgress(record.Name, have, total));
            cancellation.ThrowIfCancellationRequested();
        }

        if (have < total)
            throw new HttpIOException(HttpRequestError.ResponseEnded, $"the connection ended after {have:N0} of {total:N0} bytes");
    }

    private FileStream OpenPart(long have)
    {
        try
        {
            // Unbuffered, so that what was received is on disk whatever happens next.
            return new FileStream(part, have == 0 ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackboneDownloadException($"'{part}' can't be written: {e.Message}", e);
        }
    }

    private void Write(FileStream target, ReadOnlySpan<byte> bytes)
    {
        try
        {
            target.Write(bytes);
        }
        catch (IOException e) when (IsDiskFull(e))
        {
            // What has come so far would only keep the disk full.
            target.Dispose();
            File.Delete(part);
            throw new BackboneDownloadException(
                $"the disk of '{Path.GetDirectoryName(part)}' is full; {record.Name} needs "
                    + $"{record.Bytes?.ToString("N0") ?? "an unknown number of"} bytes there",
                e
            );
        }
        catch (IOException e)
        {
            throw new BackboneDownloadException($"'{part}' can't be written: {e.Message}", e);
        }
    }

    /// <summary>ENOSPC and EDQUOT; on Windows ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.</summary>
    private static bool IsDiskFull(IOException e) =>
        OperatingSystem.IsWindows()
            ? (e.HResult & 0xFFFF) is 0x27 or 0x70
            : e.HResult is 28 or 122 or 69 || e.Message.StartsWith("No space left", StringComparison.Ordinal);

    private static bool IsPassing(Exception e) =>
        e switch
        {
            BackboneDownloadException => false,
            HttpRequestException { StatusCode: { } status } => (int)status >= 500
                || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } =>
                false,
            HttpRequestException or IOException or OperationCanceledException => true,
            _ => false,
        };

    private string Reason(Exception e) =>
        e switch
        {
            OperationCanceledException => $"nothing came for {cache.Timeout.TotalSeconds:0.#} s",
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
                "the server's name is not known; is there a network?",
            HttpRequestException { InnerException: { } inner } => inner.Message,
            _ => e.Message,
        };

    private static HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        var client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("MLNet.ConvExtensions", typeof(HttpDownload).Assembly.GetName().Version?.ToString(3))
        );
        return client;
    }
}
