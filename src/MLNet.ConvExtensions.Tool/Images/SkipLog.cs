using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>
/// Hears from the feature stage why the row that was just read has no features. The stage's own list of such rows is bounded.
/// </summary>
internal sealed class SkipLog : ILogger
{
    private string? _reason;

    /// <summary>Why the last row has no features, or null if it has; asked once for each row.</summary>
    public string? Take() => Interlocked.Exchange(ref _reason, null);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (
            state is IEnumerable<KeyValuePair<string, object?>> values
            && values.FirstOrDefault(v => v.Key == "Reason").Value is string reason
        )
            _reason = WithoutRow(reason);
    }

    /// <summary>
    /// The row's number counts from where this run went on: "Row 3, column 'ImagePath': The image file ..." loses its start.
    /// </summary>
    private static string WithoutRow(string reason)
    {
        string start = $"column '{nameof(ImageRow.ImagePath)}': ";
        int at = reason.IndexOf(start, StringComparison.Ordinal);
        return at < 0 ? reason : reason[(at + start.Length)..];
    }
}
