namespace MLNet.ConvExtensions;

/// <summary>A checkpoint that can't be read, can't be written, or is of another training; the message says which file and why.</summary>
public sealed class CheckpointException : IOException
{
    /// <summary>Creates the exception.</summary>
    public CheckpointException() { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, with the file.</param>
    public CheckpointException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, with the file.</param>
    /// <param name="innerException">The cause.</param>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException) { }
}
