namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>A stretch of a list of images.</summary>
/// <param name="First">The place of its first image among all.</param>
/// <param name="Count">How many images it has.</param>
/// <param name="All">How many images the list has.</param>
/// <param name="List">SHA-256 of the list.</param>
internal sealed record ImageRange(long First, long Count, long All, string List);
