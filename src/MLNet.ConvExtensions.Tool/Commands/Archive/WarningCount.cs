namespace MLNet.ConvExtensions.Tool.Commands.Archive;

/// <summary>How many photos have a fault.</summary>
/// <param name="Kind">The fault.</param>
/// <param name="What">What to say of them.</param>
/// <param name="Photos">How many.</param>
/// <param name="First">The first of them.</param>
internal sealed record WarningCount(string Kind, string What, long Photos, string First);
