namespace MLNet.ConvExtensions.Tool.Commands.Search;

/// <summary>What was found for a photo.</summary>
/// <param name="Photo">The photo, as it was named.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Similar">The images that are most similar, the most similar first.</param>
internal sealed record FoundPhotos(string Photo, string Path, IReadOnlyList<FoundPhoto> Similar);
