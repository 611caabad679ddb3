using System.Net;
using System.Net.Http.Headers;

namespace MLNet.ConvExtensions.Hub;

/// <summary>
/// Brings a file from an address into a partial file, and goes on where an earlier attempt stopped. What comes is not judged here, but
/// for its length.
/// </summary>
internal sealed class HttpDownload(DownloadJob job)
{
    /// <summary>What the server calls this version of the file; only a file of the same version is continued.</summary>
    private RangeConditionHeaderValue? _version;

    /// <exception cref="BackboneDownloadException">
    /// The address can't be reached, refuses, offers another file, or the disk is full.
    /// </exception>
    public async Task RunAsync(Uri address, CancellationToken cancellation)
    {
        if (address is { Scheme: "http", IsLoopback: false } && !job.IsVerified)
        {
            throw new BackboneDownloadException(
                $"{address} is not https, and nothing says what the file must be: anyone on the way could change it. "
                    + "Give an https address, or the file's SHA-256"
            );
        }

        try
        {
            await new HttpAttempts(job)
                .RunAsync(address, () => TransferAsync(address, cancellation), () => PartLength, cancellation)
                .ConfigureAwait(false);
        }
        catch (RefusedException e)
        {
            throw new BackboneDownloadException($"{address}: {e.Message}", e);
        }
    }

    private long PartLength => File.Exists(job.Part) ? new FileInfo(job.Part).Length : 0;

    private async Task<bool> TransferAsync(Uri address, CancellationToken cancellation)
    {
        long have = PartLength;

        // Where neither a hash nor the server's name for its version would tell, the file may have changed since.
        if (have > job.Bytes || (!job.IsVerified && _version is null))
        {
            File.Delete(job.Part);
            have = 0;
        }

        if (have == job.Bytes)
            return true;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(job.Timeout);
        using HttpResponseMessage response = await RequestAsync(address, have, patience.Token).ConfigureAwait(false);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                have = 0;
                break;
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From == have:
                break;
            case HttpStatusCode.RequestedRangeNotSatisfiable when response.Content.Headers.ContentRange?.Length == have:
                return true;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                File.Delete(job.Part);
                throw new HttpIOException(HttpRequestError.InvalidResponse, $"the server can't continue at byte {have:N0}");
            default:
                throw new RefusedException(response);
        }

        long? total = have + response.Content.Headers.ContentLength;
        if (total is { } offered && job.Bytes is { } wanted && offered != wanted)
            throw new BackboneDownloadException($"{address} offers {offered:N0} bytes; {job.Name} has {wanted:N0}");
        await CopyAsync(response, have, total ?? job.Bytes, patience, cancellation).ConfigureAwait(false);
        return true;
    }

    private async Task<HttpResponseMessage> RequestAsync(Uri address, long have, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = job.Authorization;
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            request.Headers.IfRange = _version;
        }

        HttpResponseMessage response = await HttpAttempts
            .Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
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
            patience.CancelAfter(job.Timeout);
            int read = await source.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
            if (read == 0)
                break;
            have += read;
            if (have > (job.Bytes ?? long.MaxValue))
                throw new BackboneDownloadException($"the server sends more than the {job.Bytes:N0} bytes that {job.Name} has");
            Write(target, buffer.AsSpan(0, read));
            job.Progress?.Report(new BackboneDownloadProgress(job.Name, have, total));
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
            return new FileStream(job.Part, have == 0 ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackboneDownloadException($"'{job.Part}' can't be written: {e.Message}", e);
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
            File.Delete(job.Part);
            throw new BackboneDownloadException(
                $"the disk of '{Path.GetDirectoryName(job.Part)}' is full; {job.Name} needs "
                    + $"{job.Bytes?.ToString("N0") ?? "an unknown number of"} bytes there",
                e
            );
        }
        catch (IOException e)
        {
            throw new BackboneDownloadException($"'{job.Part}' can't be written: {e.Message}", e);
        }
    }

    /// <summary>ENOSPC and EDQUOT; on Windows ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.</summary>
    private static bool IsDiskFull(IOException e) =>
        OperatingSystem.IsWindows()
            ? (e.HResult & 0xFFFF) is 0x27 or 0x70
            : e.HResult is 28 or 122 or 69 || e.Message.StartsWith("No space left", StringComparison.Ordinal);
}
