namespace MLNet.ConvExtensions;

/// <summary>
/// Images that are the same byte by byte. They inflate every score when one is trained on and another tested, so they are kept on one side.
/// </summary>
/// <param name="Images">The images' names.</param>
/// <param name="Classes">The classes they are labelled with; more than one is a contradiction in the labels.</param>
public sealed record DuplicateImages(IReadOnlyList<string> Images, IReadOnlyList<string> Classes);
