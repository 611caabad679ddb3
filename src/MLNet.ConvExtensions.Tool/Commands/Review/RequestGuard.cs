using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MLNet.ConvExtensions.Tool.Commands.Review;

/// <summary>
/// Lets requests of the review's own page pass and nobody else's: those of other users of the machine, who can reach the loopback address, don't know
/// the token; those of other pages in the reviewer's browser don't, either, and are told by the host's name that they come by (DNS rebinding)
/// and by their origin.
/// </summary>
internal sealed class RequestGuard
{
    private readonly byte[] _token;

    public RequestGuard() => _token = Encoding.ASCII.GetBytes(Token);

    /// <summary>256 random bits, as a part of an address.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Why a request is refused, as a status code; null if it isn't.</summary>
    /// <param name="request">The request.</param>
    /// <param name="port">The server's port.</param>
    /// <param name="path">What is asked for, after the token.</param>
    public int? Refuse(HttpRequest request, int port, out string path)
    {
        path = "";
        if (!IsOwnHost(request.Host, port))
            return StatusCodes.Status421MisdirectedRequest;
        string[] parts = (request.Path.Value ?? "").Split('/', 3);
        if (parts.Length < 3 || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(parts[1]), _token))
            return StatusCodes.Status404NotFound;
        path = parts[2];
        if (HttpMethods.IsGet(request.Method))
            return null;
        if (!HttpMethods.IsPost(request.Method))
            return StatusCodes.Status405MethodNotAllowed;
        string origin = request.Headers.Origin.ToString();
        if (origin != $"{request.Scheme}://{request.Host}")
            return StatusCodes.Status403Forbidden;
        return request.HasJsonContentType() ? null : StatusCodes.Status415UnsupportedMediaType;
    }

    private static bool IsOwnHost(HostString host, int port) => (host.Port ?? 80) == port && host.Host is "127.0.0.1" or "localhost";
}
