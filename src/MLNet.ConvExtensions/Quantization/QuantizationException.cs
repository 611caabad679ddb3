namespace MLNet.ConvExtensions;

/// <summary>A smaller network was made, and is slower or worse than was asked; the message says by how much, and what to do.</summary>
public sealed class QuantizationException : Exception
{
    /// <summary>Creates the exception without a message of its own.</summary>
    public QuantizationException() { }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was measured, and what was asked.</param>
    public QuantizationException(string message)
        : base(message) { }

    /// <summary>Creates the exception with the one that caused it.</summary>
    /// <param name="message">What was measured, and what was asked.</param>
    /// <param name="innerException">The cause.</param>
    public QuantizationException(string message, Exception innerException)
        : base(message, innerException) { }

    internal QuantizationException(string message, QuantizationReport report)
        : base(message) => Report = report;

    /// <summary>What was measured of the network that is refused; null where the exception was made elsewhere.</summary>
    public QuantizationReport? Report { get; }
}
