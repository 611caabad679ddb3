namespace MLNet.ConvExtensions.Features;

/// <summary>The forms in which a column can hold images.</summary>
internal enum ImageColumnKind
{
    Path,
    Encoded,
    Image,
    Pixels,
}
