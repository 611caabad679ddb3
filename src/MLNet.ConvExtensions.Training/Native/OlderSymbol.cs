namespace MLNet.ConvExtensions.Training.Native;

/// <summary>A symbol that a library asks for in a version newer than it needs.</summary>
/// <param name="Version">The version it asks for.</param>
/// <param name="Name">The symbol.</param>
/// <param name="Older">The version in which older systems have the same function; null for one that is named but never called.</param>
internal sealed record OlderSymbol(string Version, string Name, string? Older);
