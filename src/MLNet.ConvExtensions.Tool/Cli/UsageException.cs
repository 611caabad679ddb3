namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary>Arguments that contradict each other or leave something open: the caller's mistake, not the job's failure.</summary>
internal sealed class UsageException(string message) : Exception(message);
