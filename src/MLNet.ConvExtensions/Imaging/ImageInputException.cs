namespace MLNet.ConvExtensions;

/// <summary>
/// An image could not be read. The message names the file or the row and column, what was wrong with it and what is allowed.
/// </summary>
public sealed class ImageInputException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong, with the name of the image.</param>
    public ImageInputException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong, with the name of the image.</param>
    /// <param name="innerException">The failure behind it.</param>
    public ImageInputException(string message, Exception innerException)
        : base(message, innerException) { }
}
