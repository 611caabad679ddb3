namespace MLNet.ConvExtensions;

/// <summary>A part of an image, as shares of the upright image's width and height: (0, 0, 1, 1) is all of it.</summary>
/// <param name="Left">Where it begins, from the left, 0 to 1.</param>
/// <param name="Top">Where it begins, from the top, 0 to 1.</param>
/// <param name="Width">Its width, 0 to 1.</param>
/// <param name="Height">Its height, 0 to 1.</param>
public readonly record struct BoundingBox(float Left, float Top, float Width, float Height);
