namespace MLNet.ConvExtensions;

/// <summary>
/// A native library is missing or can't run here: the message says which, why, and which package in which version the application adds.
/// </summary>
public sealed class NativeLibraryException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public NativeLibraryException() { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which library, why, and what to do.</param>
    public NativeLibraryException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which library, why, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public NativeLibraryException(string message, Exception innerException)
        : base(message, innerException) { }
}
