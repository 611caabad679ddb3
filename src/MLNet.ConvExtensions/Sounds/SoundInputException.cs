namespace MLNet.ConvExtensions;

/// <summary>A sound could not be read. The message names the file or the row and column, what was wrong with it and what is allowed.</summary>
public sealed class SoundInputException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong, with the name of the sound.</param>
    public SoundInputException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong, with the name of the sound.</param>
    /// <param name="innerException">The failure behind it.</param>
    public SoundInputException(string message, Exception innerException)
        : base(message, innerException) { }
}
