using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>A line after the header: an image or the end.</summary>
/// <param name="Image">The image, if it is one.</param>
/// <param name="End">The end, if it is that.</param>
/// <param name="Offset">Where the next line starts.</param>
internal readonly record struct ManifestLine(ImageFile? Image, ManifestEnd? End, long Offset);
