namespace Unlabelled;

/// <summary>A row: an encoded image, and what it shows.</summary>
internal sealed record Photo(byte[] Image, string Label);
