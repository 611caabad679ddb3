using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Hub;

/// <summary>Asks a hub what a file is: <c>HEAD {endpoint}/{repository}/resolve/{revision}/{file}</c>.</summary>
/// <param name="endpoint">The hub's address.</param>
/// <param name="token">Whoever asks; null for nobody.</param>
/// <param name="job">How patient one is.</param>
internal sealed class HubClient(Uri endpoint, string? token, DownloadJob job)
{
    private const int MostRedirections = 10;

    /// <summary>What goes with a request to an address: the token, but only to the hub itself, and not for others to read.</summary>
    public AuthenticationHeaderValue? AuthorizationFor(Uri address)
    {
        if (
            token is null
            || Uri.Compare(address, endpoint, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0
        )
            return null;
        if (address.Scheme == "https" || address.IsLoopback)
            return new AuthenticationHeaderValue("Bearer", token);
        job.Logger?.LogWarning("The hub's token isn't sent to {Address}, where anyone on the way could read it.", endpoint);
        return null;
    }

    /// <summary>What the hub says of a file; of one that the revision doesn't have, at most the revision's commit.</summary>
    /// <exception cref="BackboneDownloadException">The hub can't be reached, refuses, or isn't a hub.</exception>
    public async Task<(HubFile? File, string? Commit)> FindAsync(HubAddress asked, string file, CancellationToken cancellation)
    {
        string path = string.Join('/', file.Split('/').Select(Uri.EscapeDataString));
        var address = new Uri(
            $"{endpoint.AbsoluteUri.TrimEnd('/')}/{asked.Repository}/resolve/{Uri.EscapeDataString(asked.Revision)}/{path}"
        );
        using HttpResponseMessage answer = await new HttpAttempts(job)
            .RunAsync(address, () => AskAsync(address, cancellation), () => 0, cancellation)
            .ConfigureAwait(false);
        string? commit = Header(answer, "X-Repo-Commit");
        if (commit is not null && !HubAddress.IsCommit(commit))
            throw new BackboneDownloadException($"{address}: the header X-Repo-Commit is '{commit}'; needed: 40 hexadecimal digits.");
        bool moved = IsRedirection(answer);
        if (!moved && !answer.IsSuccessStatusCode)
            return IsAbsent(answer) ? (null, commit) : throw Refusal(answer, asked, file);
        string? tag = Tag(Header(answer, "X-Linked-Etag") ?? Header(answer, "ETag"));
        if (commit is null || tag is null)
            throw new BackboneDownloadException(
                $"{address} answers without the header {(commit is null ? "X-Repo-Commit" : "ETag")}, as no hub does: is the endpoint, "
                    + $"{endpoint}, right?"
            );
        Uri location = moved ? new Uri(answer.RequestMessage!.RequestUri!, answer.Headers.Location!) : answer.RequestMessage!.RequestUri!;
        if (location.Scheme is not ("http" or "https"))
            throw new BackboneDownloadException($"{address} leads to {location}; allowed: http and https.");
        long? bytes =
            long.TryParse(Header(answer, "X-Linked-Size"), NumberStyles.None, CultureInfo.InvariantCulture, out long linked) ? linked
            : moved ? null
            : answer.Content.Headers.ContentLength;
        return (new HubFile(commit, tag, bytes, location), commit);
    }

    /// <summary>Follows redirections within the hub, which are relative, as of a repository that was renamed; others are answers.</summary>
    private async Task<HttpResponseMessage> AskAsync(Uri address, CancellationToken cancellation)
    {
        for (int hop = 0; ; hop++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(job.Timeout);
            using var request = new HttpRequestMessage(HttpMethod.Head, address);
            request.Headers.Authorization = AuthorizationFor(address);
            HttpResponseMessage response = await HttpAttempts
                .PlainClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token)
                .ConfigureAwait(false);
            if (RefusedException.Passes(response.StatusCode))
            {
                using (response)
                    throw new RefusedException(response);
            }

            if (!IsRedirection(response) || response.Headers.Location!.IsAbsoluteUri)
                return response;
            if (hop == MostRedirections)
                throw new BackboneDownloadException($"{address}: the hub leads from address to address, {hop} times.");
            address = new Uri(address, response.Headers.Location!);
            response.Dispose();
        }
    }

    private static bool IsRedirection(HttpResponseMessage response) =>
        (int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is not null;

    private static bool IsAbsent(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.NotFound && Header(response, "X-Error-Code") is null or "EntryNotFound";

    private BackboneDownloadException Refusal(HttpResponseMessage response, HubAddress asked, string file)
    {
        string hub = endpoint.Authority,
            code = Header(response, "X-Error-Code") ?? "",
            said = Header(response, "X-Error-Message") is { } message ? $" The hub says: {message}" : "";
        string access = token is null
            ? "Give a token that may read it, in HF_TOKEN or by signing in with huggingface_hub"
            : "The token that was sent may not read it";
        string text = (code, response.StatusCode) switch
        {
            ("GatedRepo", _) =>
                $"The repository '{asked.Repository}' at {hub} is gated: its owner gives access on request, on its page. {access}.{said}",
            ("RevisionNotFound", _) => $"The repository '{asked.Repository}' at {hub} has no revision '{asked.Revision}'.",
            ("RepoNotFound", _) => $"There is no repository '{asked.Repository}' at {hub}, or it is private. {access}.",
            (_, HttpStatusCode.Unauthorized) =>
                $"There is no repository '{asked.Repository}' at {hub}, or it is private or gated. {access}.{said}",
            (_, HttpStatusCode.Forbidden) => $"{hub} refuses '{file}' of '{asked.Repository}' (403). {access}.{said}",
            _ => $"{hub} answers {(int)response.StatusCode} {response.ReasonPhrase} for '{file}' of '{asked.Repository}'.{said}",
        };
        return new BackboneDownloadException(text);
    }

    /// <summary>The ETag without quotes and the sign of a weak one; null if it couldn't be a file's name.</summary>
    private static string? Tag(string? header)
    {
        string tag = (header ?? "").Trim();
        tag = (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"');
        return tag.Length is > 0 and <= 128 && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? tag : null;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
