namespace MLNet.ConvExtensions;

/// <summary>
/// Feature sets can't be compared on these data, or the comparison was ended before it had anything to show. The message says what to do.
/// </summary>
public sealed class FeatureComparisonException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public FeatureComparisonException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public FeatureComparisonException(string message, Exception innerException)
        : base(message, innerException) { }
}
