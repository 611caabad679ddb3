using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary>Warnings in one line each on the error stream, where they don't mix with what programs read.</summary>
internal sealed class ErrorLog(TextWriter error) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel))
            return;
        lock (error)
            error.WriteLine("mlconv: " + formatter(state, exception).ReplaceLineEndings(" "));
    }
}
