using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.GpuCheck;

/// <summary>Prints what the library logs.</summary>
internal sealed class NoteLog : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => CheckReport.Note(formatter(state, exception));
}
