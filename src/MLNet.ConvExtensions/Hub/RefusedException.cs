using System.Net;

namespace MLNet.ConvExtensions.Hub;

/// <summary>A server answers that it won't, perhaps only now.</summary>
/// <param name="response">The answer.</param>
internal sealed class RefusedException(HttpResponseMessage response)
    : HttpRequestException($"the server answers {(int)response.StatusCode} {response.ReasonPhrase}", null, response.StatusCode)
{
    /// <summary>How long to wait before another attempt, if it says so.</summary>
    public TimeSpan? Wait { get; } =
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when response.Headers.Date is { } now => date - now,
            _ => null,
        };

    /// <summary>Whether a later attempt may go otherwise.</summary>
    public bool IsPassing => StatusCode is { } status && Passes(status);

    /// <summary>Whether what a status says may be otherwise later.</summary>
    public static bool Passes(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
}
