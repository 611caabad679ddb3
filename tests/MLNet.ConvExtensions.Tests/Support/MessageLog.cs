using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Tests.Support;

/// <summary>Keeps the messages that are logged.</summary>
internal sealed class MessageLog : ILogger
{
    private readonly ConcurrentQueue<string> _messages = new();

    public string[] Messages => [.. _messages];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _messages.Enqueue($"{logLevel}: {formatter(state, exception)}");
}
