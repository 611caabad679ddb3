namespace MLNet.ConvExtensions;

/// <summary>
/// An ONNX file can't be used: it is empty, truncated, of another format, refers to data that is missing, holds operators that
/// nothing here can run, or isn't the kind of network that an operation needs. The message names the file and what is allowed.
/// </summary>
public sealed class OnnxNetworkException : Exception
{
    /// <summary>Creates the exception without a message of its own.</summary>
    public OnnxNetworkException() { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was received, and what is allowed.</param>
    public OnnxNetworkException(string message)
        : base(message) { }

    /// <summary>Creates the exception with the one that caused it.</summary>
    /// <param name="message">What was received, and what is allowed.</param>
    /// <param name="innerException">The cause.</param>
    public OnnxNetworkException(string message, Exception innerException)
        : base(message, innerException) { }
}
