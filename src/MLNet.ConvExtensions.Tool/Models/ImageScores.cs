namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>What a model says of an image.</summary>
/// <param name="Image">The image's path.</param>
/// <param name="Shares">A probability for each class; null where the image can't be read.</param>
/// <param name="Error">Why the image can't be read; null where it can.</param>
internal sealed record ImageScores(string Image, double[]? Shares, string? Error);
