namespace SnowLeopard;

/// <summary>The command can't be carried out as it was given; the message says what to change.</summary>
internal sealed class UsageException(string message) : Exception(message);
