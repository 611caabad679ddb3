using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Logging;

namespace Microsoft.ML;

/// <summary>Brings what stages and trainers report to <see cref="MLContext.Log"/>.</summary>
public static class LoggerCatalog
{
    /// <summary>
    /// A logger for the <c>Logger</c> option of stages and trainers: <c>Logger = mlContext.CreateLogger()</c>. Its lines arrive at
    /// <see cref="MLContext.Log"/> among those of ML.NET's own components. It may be used by several threads.
    /// </summary>
    /// <param name="context">The context whose log receives the lines.</param>
    /// <param name="source">What the lines name as their source.</param>
    /// <returns>The logger.</returns>
    public static ILogger CreateLogger(this MLContext context, string source = "MLNet.ConvExtensions")
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        return new ContextLogger(context, source);
    }
}
