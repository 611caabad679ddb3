using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Hub;

/// <summary>What is known of a file before it comes, and how patient one is.</summary>
internal sealed record DownloadJob
{
    /// <summary>What messages call it.</summary>
    public required string Name { get; init; }

    /// <summary>The partial file.</summary>
    public required string Part { get; init; }

    /// <summary>The file's length; null if unknown.</summary>
    public long? Bytes { get; init; }

    /// <summary>Whether a hash will tell at the end that it is the right file.</summary>
    public bool IsVerified { get; init; }

    /// <summary>Whoever asks for it.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>How often a passing failure is forgiven.</summary>
    public required int Retries { get; init; }

    /// <summary>How long a server may say nothing.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The first pause between two attempts.</summary>
    public required TimeSpan RetryDelay { get; init; }

    public IProgress<BackboneDownloadProgress>? Progress { get; init; }

    public ILogger? Logger { get; init; }
}
