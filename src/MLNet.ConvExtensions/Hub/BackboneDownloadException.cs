namespace MLNet.ConvExtensions;

/// <summary>
/// A pretrained network could not be had. The message names the network, the addresses and what was wrong with them, and where to put
/// the file by hand.
/// </summary>
public sealed class BackboneDownloadException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public BackboneDownloadException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The failure behind it.</param>
    public BackboneDownloadException(string message, Exception innerException)
        : base(message, innerException) { }
}
