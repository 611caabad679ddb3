namespace SnowLeopard;

/// <summary>What the command line asked for.</summary>
internal sealed record JobOptions(DirectoryInfo? Images, FileInfo? Backbone, string Positive, int Folds, FileInfo? Model, int Seed);

/// <summary>The command can't be carried out as it was given; the message says what to change.</summary>
internal sealed class UsageException(string message) : Exception(message);
