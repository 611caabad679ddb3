using Microsoft.Extensions.Logging;
using Microsoft.ML.Runtime;

namespace MLNet.ConvExtensions.Logging;

/// <summary>Sends lines to a channel of ML.NET.</summary>
internal sealed class ContextLogger(IChannelProvider provider, string source) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

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
        string line = exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}";
        using IChannel channel = provider.Start(source);
        switch (logLevel)
        {
            case LogLevel.Trace or LogLevel.Debug:
                channel.Trace(MessageSensitivity.Unknown, line);
                break;
            case LogLevel.Information:
                channel.Info(MessageSensitivity.Unknown, line);
                break;
            case LogLevel.Warning:
                channel.Warning(MessageSensitivity.Unknown, line);
                break;
            default:
                channel.Error(MessageSensitivity.Unknown, line);
                break;
        }
    }
}
