namespace MLNet.ConvExtensions.Tool.Commands.Search;

/// <summary>A similar image.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Distance">How far its features are.</param>
internal sealed record FoundPhoto(string Name, string Path, float Distance);
